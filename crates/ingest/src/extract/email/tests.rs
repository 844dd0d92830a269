use std::fmt::Write;

use super::*;

fn content(mail: &str) -> String {
    read(mail.replace('\n', "\r\n").as_bytes()).unwrap().content
}

#[test]
fn the_head_and_the_plain_body_are_read_once() {
    let mail = "From: Ann <ann@x.example>\nTo: bob@x.example, Eve <eve@x.example>\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\
        Date: Mon, 2 Nov 2026 10:00:00 +0100\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n\
        --b\nContent-Type: text/plain; charset=utf-8\n\nHello Bob.\n\nBye.\n--b\nContent-Type: text/html\n\n\
        <p>Hello <b>Bob</b>.</p>\n--b--\n";
    let text = read(mail.replace('\n', "\r\n").as_bytes()).unwrap();
    assert_eq!(
        text.content,
        "Grüße\n\nFrom: Ann <ann@x.example>\nTo: bob@x.example, Eve <eve@x.example>\nDate: Mon, 2 Nov 2026 10:00:00 \
         +0100\n\nHello Bob.\n\nBye."
    );
    assert_eq!(text.title.as_deref(), Some("Grüße"));
}

#[test]
fn html_alone_is_read_as_html() {
    let mail = "From: a@x.example\nSubject: S\nContent-Type: text/html\n\n<p>One</p><p style='display:none'>no</p>\n";
    assert_eq!(content(mail), "S\n\nFrom: a@x.example\n\nOne");
}

#[test]
fn attachments_are_named_and_messages_inside_read() {
    let mail = "From: a@x.example\nSubject: S\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
        --b\nContent-Type: text/plain\n\nBody\n--b\nContent-Type: application/pdf; name=\"r.pdf\"\n\
        Content-Disposition: attachment; filename=\"r.pdf\"\nContent-Transfer-Encoding: base64\n\nAAAA\n\
        --b\nContent-Type: message/rfc822\n\nFrom: c@x.example\nSubject: Inner\n\nInside\n--b--\n";
    let text = content(mail);
    assert!(text.contains("Attachments: r.pdf"), "{text}");
    assert!(text.contains("Inner\n\nFrom: c@x.example\n\nInside"), "{text}");
}

#[test]
fn what_is_no_mail_is_plain_text() {
    assert_eq!(content("just words"), "just words");
}

#[test]
fn deep_nesting_ends() {
    let mut mail = "From: a@x.example\nSubject: S\nMIME-Version: 1.0\n".to_owned();
    for depth in 0..3_000 {
        write!(mail, "Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n").unwrap();
    }
    mail.push_str("Content-Type: text/plain\n\nDeep\n");
    assert!(content(&mail).starts_with('S'));
    let message = "Content-Type: message/rfc822\n\nFrom: a@x.example\nSubject: S\n".repeat(3_000);
    assert!(content(&format!("From: a@x.example\n{message}\nend")).contains("a@x.example"));
}
