//! Lets a browser show the window's front end over a real desk while it is being developed and tested.
//!
//! Reads one JSON request a line from standard input and answers each with one line on standard output; the
//! development server of `ui/` starts it and passes the front end's calls on. It is no part of the product.

use std::io::{BufRead, Write};

use serde_json::{Value, json};

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os()
        .nth(1)
        .or_else(|| std::env::var_os("BYLINE_DESK"))
        .expect("the desk's folder");
    let session = std::sync::Arc::new(byline_desk::Session::open(folder.as_ref()));
    session.go_rounds()?;
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line?).expect("a request is a line of JSON");
        let command = request["command"].as_str().unwrap_or_default();
        let answer = match byline_desk::call(&session, command, request["input"].clone()) {
            Ok(output) => json!({ "id": request["id"], "ok": output }),
            Err(error) => json!({ "id": request["id"], "error": error }),
        };
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}
