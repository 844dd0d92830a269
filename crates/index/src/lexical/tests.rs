//! Tables of texts and their terms.

use domain::language::Language;
use proptest::prelude::*;

use super::*;

fn check(language: Language, cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(terms(text, Some(language)), *expected, "{text}");
    }
}

/// Both ways of writing share a term.
fn meet(language: Language, one: &str, other: &str) {
    let (one_terms, other_terms) = (terms(one, Some(language)), terms(other, Some(language)));
    assert!(
        one_terms.iter().any(|term| other_terms.contains(term)),
        "{one} {one_terms:?} and {other} {other_terms:?}"
    );
}

#[test]
fn english_words_lose_their_endings() {
    check(
        Language::English,
        &[
            ("Running runners ran", &["run", "runner", "ran"]),
            ("The company's policies", &["the", "compani", "polici"]),
            ("don’t, O'Brien", &["dont", "obrien"]),
            ("naïve café", &["naiv", "cafe"]),
            ("end of line.Next one", &["end", "of", "line", "next", "one"]),
            ("", &[]),
            ("... -- !!", &[]),
        ],
    );
}

#[test]
fn codes_and_numbers_are_kept_whole_and_in_parts() {
    check(
        Language::English,
        &[
            ("CV-9/12", &["cv912", "cv", "9", "12"]),
            ("N5921D", &["n5921d", "5921"]),
            ("2,400", &["2400", "2", "400"]),
            ("3.5 and 3,5", &["3.5", "3", "5", "and", "3.5", "3", "5"]),
            ("COVID-19", &["covid19", "covid", "19"]),
            ("covid19", &["covid19", "covid", "19"]),
            ("U.S.A.", &["usa", "u", "s", "a"]),
            ("R&D e-mail", &["rd", "r", "d", "email", "e", "mail"]),
            ("well-known and/or", &["well", "known", "and", "or"]),
            ("2024-05-12", &["20240512", "2024", "05", "12"]),
            ("one,two", &["one", "two"]),
        ],
    );
    meet(Language::English, "CV-9/12", "CV 9/12");
    meet(Language::English, "GPT-4", "GPT4");
    meet(Language::English, "2,400", "2400");
    meet(Language::German, "1.234.567", "1234567");
    meet(Language::English, "e-mail", "email");
}

#[test]
fn european_languages_lose_their_endings_and_marks() {
    let same = |language, one: &str, other: &str| {
        assert_eq!(
            terms(one, Some(language)),
            terms(other, Some(language)),
            "{one} {other}"
        );
    };
    same(Language::German, "Häuser", "Häusern");
    same(Language::German, "Straße", "STRASSE");
    same(Language::Spanish, "canciones", "canción");
    same(Language::French, "l’économie", "économie");
    same(Language::French, "chevaux", "chevaux");
    same(Language::Italian, "dell'acqua", "acqua");
    same(Language::Portuguese, "livros", "livro");
    same(Language::Dutch, "foto's", "foto");
    same(Language::Swedish, "flickorna", "flickor");
    same(Language::Danish, "husene", "huset");
    same(Language::Norwegian, "husene", "huset");
    same(Language::Finnish, "taloissa", "talossa");
    same(Language::Hungarian, "házakban", "házak");
    same(Language::Romanian, "copiilor", "copii");
    same(Language::Turkish, "Ankara'da", "Ankara");
    same(Language::Turkish, "IRMAK", "ırmak");
    same(Language::Russian, "книгами", "книга");
    same(Language::Greek, "ΔΡΌΜΟΣ", "δρομος");
    same(Language::Arabic, "الكتاب", "كتاب");
}

#[test]
fn scripts_without_spaces_become_pairs() {
    check(
        Language::Chinese,
        &[("北京大学", &["北京", "京大", "大学"]), ("我", &["我"])],
    );
    check(Language::Japanese, &[("東京タワー", &["東京", "京タ", "タワ", "ワー"])]);
    check(Language::Japanese, &[("ﾀﾜｰ", &["タワ", "ワー"])]);
    check(
        Language::Korean,
        &[("서울에서 만나", &["서울", "울에", "에서", "만나"])],
    );
    // marks stay with their letter
    check(Language::Thai, &[("ดีมาก", &["ดีม", "มา", "าก"])]);
}

#[test]
fn words_in_foreign_scripts_are_words() {
    check(
        Language::Chinese,
        &[("使用Python3编程", &["使用", "python3", "python", "编程"])],
    );
    check(Language::Russian, &[("компания Apples", &["компан", "appl"])]);
    assert_eq!(terms("книгами books", None), ["книг", "book"]);
}

#[test]
fn signs_between_letters_of_paired_scripts_do_not_hang() {
    assert_eq!(terms("1北2,京", None), ["1", "北", "2", "京"]);
}

#[test]
fn questions_leave_out_stop_words_of_their_corpus() {
    let check = |text: &str, languages: &[Language], expected: &[&str]| {
        assert_eq!(question_terms(text, languages), expected, "{text}");
    };
    check("What is the notice period?", &[Language::English], &["notic", "period"]);
    check("What is the notice period?", &[], &["notic", "period"]);
    check("Wie hoch ist die Miete?", &[Language::German], &["hoch", "miet"]);
    check("to be or not to be", &[Language::English], &["be", "not", "or", "to"]);
    // the corpus has German texts, but this is not a German question: `war` stays
    check(
        "When did the war end?",
        &[Language::English, Language::German],
        &["end", "war"],
    );
    check("Wann war das Ende?", &[Language::English, Language::German], &["end"]);
    check("Who leads the WHO?", &[Language::English], &["lead", "who"]);
    check("Is IT in the US", &[Language::English], &["it", "us"]);
}

#[test]
fn a_question_speaks_each_language_of_the_corpus() {
    let found = question_terms("Häuser", &[Language::German, Language::English]);
    assert_eq!(found, ["haus", "hauser"]);
}

#[test]
fn long_texts_tell_their_language() {
    let check = |text: &str, expected: Option<Language>| assert_eq!(detect(text), expected, "{text}");
    check(
        "The lease ends three months after either party gives notice in writing to the other.",
        Some(Language::English),
    );
    check(
        "Der Vertrag endet drei Monate nach der schriftlichen Kündigung durch eine der Parteien.",
        Some(Language::German),
    );
    check(
        "El contrato termina tres meses después de que una de las partes avise por escrito a la otra.",
        Some(Language::Spanish),
    );
    check(
        "合同在任何一方书面通知另一方三个月后终止,双方应当遵守以上条款的规定。",
        Some(Language::Chinese),
    );
    check(
        "契約は、いずれかの当事者が書面で通知してから三か月後に終了します。",
        Some(Language::Japanese),
    );
    check(
        "ينتهي العقد بعد ثلاثة أشهر من إخطار أحد الطرفين للطرف الآخر كتابة، ولا يجوز لأي منهما أن يتنازل عن حقوقه دون موافقة.",
        Some(Language::Arabic),
    );
    check("ok", None);
    check("12 345 67", None);
}

proptest! {
    #[test]
    fn any_text_has_the_same_terms_each_time(text in "\\PC*", number in 0..=Language::ALL.len()) {
        let language = Language::ALL.get(number).copied();
        let first = document_vector(&text, language);
        prop_assert_eq!(&first, &document_vector(&text, language));
        prop_assert!(first.indices.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(first.values.iter().all(|value| value.is_finite() && *value > 0.0));
        prop_assert!(terms(&text, language).iter().all(|term| !term.is_empty()));
        let _ = detect(&text);
    }

    #[test]
    fn mixed_scripts_and_signs_never_fail(text in "[a-cA-C0-9北京ñßéئكกิ่ก가한ёб.,'/:&_@+\\- ’]{0,40}", number in 0..=Language::ALL.len()) {
        let language = Language::ALL.get(number).copied();
        prop_assert!(terms(&text, language).iter().all(|term| !term.is_empty()));
    }

    /// A document finds itself: all terms of a question in its language, stop words aside, are terms of the document.
    #[test]
    fn a_text_contains_its_own_question(text in "\\PC{0,60}") {
        let document = terms(&text, Some(Language::English));
        let questions = question_terms(&text, &[Language::English]);
        prop_assert!(questions.iter().all(|term| document.contains(term)));
    }
}
