//! PPTX: containers as they are, and any other bytes as the main part of a sound one, which mutation alone never makes.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"PK") {
        fuzz::read(bytes, "a.pptx");
    } else {
        fuzz::read(
            &fuzz::container(&[
                ("[Content_Types].xml", b"<Types/>"),
                (
                    "ppt/presentation.xml",
                    br#"<p:presentation><p:sldId r:id="r"/></p:presentation>"#,
                ),
                (
                    "ppt/_rels/presentation.xml.rels",
                    br#"<a><Relationship Id="r" Type="slide" Target="slide.xml"/></a>"#,
                ),
                ("ppt/slide.xml", bytes),
            ]),
            "a.pptx",
        );
    }
});
