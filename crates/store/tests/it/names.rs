//! A document's name helps to find its parts, and its vector goes when nobody needs it any more.

use crate::world::World;

const NOTICE: &str = "the notice period is thirty days";

#[test]
fn equal_texts_under_other_names_are_embedded_once() {
    let world = World::new();
    world.put("acme/terms of delivery.txt", NOTICE, 1);
    assert_eq!(world.work(1), 2, "the text and the name");
    world.put("bolt/terms of delivery.txt", NOTICE, 2);
    assert_eq!(world.work(2), 0, "both are known");
    world.put("bolt/terms of payment.txt", NOTICE, 3);
    assert_eq!(world.work(3), 1, "the other name");
}

#[test]
fn a_question_that_names_a_document_finds_its_parts() {
    let world = World::new();
    let acme = world.add("acme contract.txt", NOTICE, 1);
    let bolt = world.add("bolt contract.txt", NOTICE, 2);
    for (question, wanted) in [("notice period acme", acme), ("notice period bolt", bolt)] {
        let legs = world.find(question, 2);
        assert_eq!(legs.bm25[0].document, wanted, "{question}");
        assert_eq!(legs.dense[0].document, wanted, "{question}");
        assert!(legs.dense[0].scores.cosine > legs.dense[1].scores.cosine, "{question}");
    }
}

#[test]
fn the_vector_of_a_name_goes_with_the_last_document_that_bears_it() {
    let world = World::new();
    let first = world.add("acme/terms.txt", "one text", 1);
    let second = world.add("bolt/terms.txt", "another text", 2);
    world.writer().delete_document(first, 3).unwrap();
    world.work(3);
    world.put("carl/terms.txt", "a third text", 4);
    assert_eq!(world.work(4), 1, "the name is still known");
    let third = world.find("third", 1).bm25[0].document;
    for document in [second, third] {
        world.writer().delete_document(document, 5).unwrap();
    }
    world.work(5);
    assert_eq!(world.store.check().unwrap().unused_vectors, 0);
    world.put("dora/terms.txt", "a fourth text", 6);
    assert_eq!(world.work(6), 2, "the name was forgotten");
}
