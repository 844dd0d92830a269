//! Small PDF files made by code.

use std::fmt::Write as _;

/// A page: its drawing program and more entries of its dictionary.
#[derive(Debug, Default, Clone)]
pub(crate) struct Sheet {
    /// The drawing program; fonts `/R` (Helvetica), `/B` (Helvetica bold) and picture `/P` are there.
    pub(crate) program: String,
    /// More entries, such as `/Rotate 90`.
    pub(crate) entries: String,
}

impl Sheet {
    /// Returns a page with this drawing program.
    pub(crate) fn new(program: impl Into<String>) -> Self {
        Self {
            program: program.into(),
            entries: String::new(),
        }
    }

    /// Returns a page with a text on each place.
    pub(crate) fn with_texts(texts: &[(f32, f32, f32, &str)]) -> Self {
        let mut program = String::new();
        for (x, y, size, text) in texts {
            writeln!(program, "BT /R {size} Tf {x} {y} Td ({text}) Tj ET").unwrap();
        }
        Self::new(program)
    }
}

/// Returns a file of these pages, each 600 by 800 points.
pub(crate) fn file(sheets: &[Sheet]) -> Vec<u8> {
    let kids: Vec<String> = (0..sheets.len()).map(|at| format!("{} 0 R", 10 + 2 * at)).collect();
    let mut objects = vec![
        (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
        (
            2,
            format!(
                "<</Type/Pages/Count {}/Kids[{}]/MediaBox[0 0 600 800]\
                 /Resources<</Font<</R 3 0 R/B 4 0 R>>/XObject<</P 5 0 R>>>>>>",
                sheets.len(),
                kids.join(" ")
            ),
        ),
        (
            3,
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        ),
        (
            4,
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>".to_owned(),
        ),
        (
            5,
            "<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>\
             \nstream\n0\nendstream"
                .to_owned(),
        ),
        (6, "<</Title(A small file)>>".to_owned()),
    ];
    for (at, sheet) in sheets.iter().enumerate() {
        let id = 10 + 2 * at;
        objects.push((
            id,
            format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R{}>>", id + 1, sheet.entries),
        ));
        let program = &sheet.program;
        objects.push((
            id + 1,
            format!("<</Length {}>>\nstream\n{program}\nendstream", program.len()),
        ));
    }
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = String::new();
    for (id, object) in &objects {
        write!(table, "{id} 1\n{:010} 00000 n \n", file.len()).unwrap();
        write!(file, "{id} 0 obj\n{object}\nendobj\n").unwrap();
    }
    let start = file.len();
    let size = objects.last().unwrap().0 + 1;
    write!(
        file,
        "xref\n0 1\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R/Info 6 0 R>>\nstartxref\n{start}\n%%EOF\n"
    )
    .unwrap();
    file.into_bytes()
}
