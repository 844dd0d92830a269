//! `knowhow doctor`: is everything there, and what to do where it is not.

use std::process::{Command, ExitCode, Stdio};

use serde::Serialize;
use server::config::Settings;
use server::open;
use store::Store;

use crate::error::CliError;
use crate::output::Output;

#[derive(Debug, Serialize)]
struct Check {
    what: &'static str,
    ok: bool,
    /// Not having it is no fault.
    optional: bool,
    note: String,
}

pub(crate) fn run(settings: &Settings, output: Output) -> Result<ExitCode, CliError> {
    let checks = [data_folder(settings), model(settings), port(settings)?, tesseract()];
    output.result(&checks, |checks| checks.iter().map(line).collect::<Vec<_>>().join("\n"));
    let healthy = checks.iter().all(|check| check.ok || check.optional);
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn line(check: &Check) -> String {
    let mark = if check.ok {
        "ok     "
    } else if check.optional {
        "absent "
    } else {
        "MISSING"
    };
    format!("{mark} {}: {}", check.what, check.note)
}

fn data_folder(settings: &Settings) -> Check {
    let dir = &settings.data.dir;
    let probe = dir.join(".writable");
    let written = fs_err::create_dir_all(dir)
        .and_then(|()| fs_err::write(&probe, b""))
        .and_then(|()| fs_err::remove_file(&probe));
    let note = match (&written, Store::read_lock(dir).and_then(|lock| lock.url)) {
        (Err(error), _) => format!("{error}; choose another with --data-dir"),
        (Ok(()), Some(url)) => format!("{}, served at {url}", dir.display()),
        (Ok(()), None) => format!("{}, not in use", dir.display()),
    };
    Check {
        what: "data folder",
        ok: written.is_ok(),
        optional: false,
        note,
    }
}

fn model(settings: &Settings) -> Check {
    let id = &settings.models.embedder;
    let found = open::resolver(settings).verify(id);
    let note = match &found {
        Ok(()) => format!("{id} is here and whole"),
        Err(error) => format!("{error}; fetch it with `knowhow model pull {id}`"),
    };
    Check {
        what: "embedding model",
        ok: found.is_ok(),
        optional: false,
        note,
    }
}

fn port(settings: &Settings) -> Result<Check, CliError> {
    let served = Store::read_lock(&settings.data.dir).is_some_and(|lock| lock.url.is_some());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let bound = runtime.block_on(open::listen(settings));
    let note = match &bound {
        _ if served => "the server is running".into(),
        Ok(listening) => format!("{} is free", listening.url),
        Err(error) => error.to_string(),
    };
    Ok(Check {
        what: "address",
        ok: served || bound.is_ok(),
        optional: false,
        note,
    })
}

fn tesseract() -> Check {
    let run = Command::new("tesseract").arg("--version").stdin(Stdio::null()).output();
    let ok = run.is_ok_and(|run| run.status.success());
    let note = if ok {
        "tesseract reads scanned pages"
    } else {
        "scanned pages stay unread until tesseract is installed (Debian: apt install tesseract-ocr)"
    };
    Check {
        what: "text recognition",
        ok,
        optional: true,
        note: note.into(),
    }
}
