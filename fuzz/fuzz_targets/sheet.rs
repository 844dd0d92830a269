//! XLSX and XLS: containers and compound files as they are, and any other bytes as a sheet of a sound workbook, which
//! mutation alone never makes.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"PK") {
        fuzz::read(bytes, "a.xlsx");
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        fuzz::read(bytes, "a.xls");
    } else {
        let workbook = fuzz::container(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("_rels/.rels", br#"<Relationships><Relationship Id="r" Type="a/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
            ("xl/workbook.xml", br#"<workbook><sheets><sheet name="a" r:id="r"/></sheets></workbook>"#),
            ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="r" Type="a/worksheet" Target="sheet.xml"/></Relationships>"#),
            ("xl/sheet.xml", bytes),
        ]);
        fuzz::read(&workbook, "a.xlsx");
    }
});
