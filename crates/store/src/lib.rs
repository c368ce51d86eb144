//! The desk's database: SQL, migrations, search.
