//! Markdown, brand and template to e-mail HTML, page, text and print source; merge per person.
