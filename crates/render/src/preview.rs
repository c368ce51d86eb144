//! A copy to look at: what a mail program or browser would show, with nothing fetched and nothing run.

use base64::{Engine, prelude::BASE64_STANDARD};
use byline_model::Asset;

use crate::html::content_address;

/// What a preview may load: the pictures in it and its own styles. The second line keeps a click from leading the frame
/// away: a sandboxed frame opens no windows.
const GUARD: &str = "<meta http-equiv=\"Content-Security-Policy\" \
    content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\"><base target=\"_blank\">";

/// A copy's HTML to be shown in a sandboxed frame: pictures stand in it, and nothing is loaded from elsewhere.
///
/// It is shown as on light paper, whatever the system the preview runs on prefers.
pub fn for_preview(html: &str, pictures: &[Asset]) -> String {
    shown(html, pictures, "(max-width: 0)")
}

/// The same as a dark mail program or browser shows it.
pub fn for_dark_preview(html: &str, pictures: &[Asset]) -> String {
    shown(html, pictures, "(min-width: 0)")
}

/// `night` stands for the question whether it is dark: a condition that always holds or never does, so that it may stand
/// beside others.
fn shown(html: &str, pictures: &[Asset], night: &str) -> String {
    let html = html
        .replace("(prefers-color-scheme: dark)", night)
        .replace("(prefers-color-scheme:dark)", night);
    guarded(&with_pictures(&html, pictures))
}

fn guarded(html: &str) -> String {
    let head = html
        .find("<head")
        .and_then(|at| html[at..].find('>').map(|end| at + end + 1))
        .unwrap_or(0);
    let mut out = String::with_capacity(html.len() + GUARD.len());
    out.push_str(&html[..head]);
    out.push_str(GUARD);
    out.push_str(&html[head..]);
    out
}

/// HTML with the pictures in it that it names as `cid:NAME`.
pub(crate) fn with_pictures(html: &str, pictures: &[Asset]) -> String {
    let mut html = html.to_owned();
    for picture in pictures {
        // Only an attribute holds these quotes: in text they are escaped.
        let named = format!("src=\"{}\"", content_address(&picture.name));
        if html.contains(&named) {
            let data = BASE64_STANDARD.encode(&picture.bytes);
            html = html.replace(
                &named,
                &format!(
                    "src=\"data:{};base64,{data}\"",
                    media_type(&picture.media_type)
                ),
            );
        }
    }
    html
}

/// The media type if it is one of a picture that cannot act, else one that shows nothing.
fn media_type(declared: &str) -> &str {
    match declared {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/svg+xml" => declared,
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_holds_its_pictures_and_fetches_nothing() {
        let picture = Asset {
            name: "a.png".into(),
            media_type: "image/png".into(),
            bytes: vec![1, 2, 3],
        };
        let html = "<html><head lang=\"en\"><title>x</title></head><img src=\"cid:a.png\" alt=\"\"></html>";
        let shown = for_preview(html, &[picture]);
        assert!(shown.contains("src=\"data:image/png;base64,AQID\""));
        assert!(shown.find("default-src 'none'") < shown.find("<title>"));
    }

    #[test]
    fn night_rules_hold_in_a_dark_preview() {
        let shown = for_dark_preview(
            "<style>@media (prefers-color-scheme: dark){p{color:#fff}}</style>",
            &[],
        );
        assert!(shown.contains("@media (min-width: 0){p"));
    }

    #[test]
    fn a_light_preview_stays_light_on_a_dark_screen() {
        let shown = for_preview(
            "<style>@media (prefers-color-scheme: dark){p{color:#fff}}</style>",
            &[],
        );
        assert!(!shown.contains("prefers-color-scheme"));
    }
}
