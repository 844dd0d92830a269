use domain::hit::Scores;
use domain::id::{DocumentId, VersionId};
use domain::span::Span;
use proptest::prelude::*;

use super::*;

fn hit(version: VersionId, ordinal: u32, bm25: Option<f32>, cosine: Option<f32>) -> Hit {
    Hit {
        chunk: ChunkId::of(version, ordinal),
        ordinal,
        version,
        document: DocumentId::from_uuid(version.uuid()),
        document_name: String::new(),
        span: Span::new(0, 0),
        text: String::new(),
        headings: Vec::new(),
        table_header: None,
        page: None,
        token_count: 1,
        scores: Scores {
            bm25,
            cosine,
            fused: 0.0,
            rerank: None,
        },
    }
}

fn ordinals(hits: &[Hit]) -> Vec<u32> {
    hits.iter().map(|hit| hit.ordinal).collect()
}

#[test]
fn a_chunk_of_both_lists_comes_once_with_both_scores() {
    let version = VersionId::new();
    let bm25 = [hit(version, 1, Some(9.0), None), hit(version, 2, Some(3.0), None)];
    let dense = [hit(version, 2, None, Some(0.8)), hit(version, 3, None, Some(0.1))];
    for fusion in [Fusion::Rank { k: 10.0 }, Fusion::Score { dense_weight: 0.5 }] {
        let fused = fuse(&bm25, &dense, fusion);
        assert_eq!(fused.len(), 3);
        let both = fused.iter().find(|hit| hit.ordinal == 2).unwrap();
        assert_eq!((both.scores.bm25, both.scores.cosine), (Some(3.0), Some(0.8)));
    }
}

#[test]
fn score_fusion_sees_how_much_better_a_hit_is() {
    let version = VersionId::new();
    let bm25 = [
        hit(version, 1, Some(30.0), None),
        hit(version, 2, Some(4.0), None),
        hit(version, 3, Some(3.0), None),
    ];
    let dense = [
        hit(version, 2, None, Some(0.52)),
        hit(version, 1, None, Some(0.50)),
        hit(version, 3, None, Some(0.1)),
    ];
    assert_eq!(
        ordinals(&fuse(&bm25, &dense, Fusion::Score { dense_weight: 0.5 })),
        [1, 2, 3]
    );
}

#[test]
fn without_weight_a_leg_only_adds_at_the_end() {
    let version = VersionId::new();
    let bm25 = [hit(version, 1, Some(2.0), None), hit(version, 2, Some(1.0), None)];
    let dense = [hit(version, 9, None, Some(0.9))];
    assert_eq!(
        ordinals(&fuse(&bm25, &dense, Fusion::Score { dense_weight: 0.0 })),
        [1, 2, 9]
    );
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_comes_twice(lexical in proptest::collection::vec(0u32..40, 0..20),
                                               semantic in proptest::collection::vec(0u32..40, 0..20)) {
        let version = VersionId::new();
        let unique = |list: &[u32]| { let mut seen = list.to_vec(); seen.sort_unstable(); seen.dedup(); seen };
        let (lexical, semantic) = (unique(&lexical), unique(&semantic));
        let bm25: Vec<Hit> = lexical.iter().map(|&n| hit(version, n, Some(40.0 - f32::from(u16::try_from(n).unwrap())), None)).collect();
        let dense: Vec<Hit> = semantic.iter().map(|&n| hit(version, n, None, Some(1.0 / (f32::from(u16::try_from(n).unwrap()) + 1.0)))).collect();
        for fusion in [Fusion::Rank { k: 60.0 }, Fusion::Score { dense_weight: 0.3 }] {
            let mut found = ordinals(&fuse(&bm25, &dense, fusion));
            prop_assert!(found.len() == unique(&found).len());
            found.sort_unstable();
            let mut all = [lexical.clone(), semantic.clone()].concat();
            all.sort_unstable();
            all.dedup();
            prop_assert_eq!(found, all);
        }
    }
}
