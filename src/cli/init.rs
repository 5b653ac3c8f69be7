//! `fascicle init`: a starter handbook that builds without a warning.

use std::fs;
use std::path::Path;

use include_dir::{Dir, include_dir};

use super::Refusal;
use super::args::Example;

static CLINICAL: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/cli/starters/clinical");
static REPAIR: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/cli/starters/repair");

pub(super) fn init(dir: &Path, example: Example) -> Result<(), Refusal> {
    let starter = match example {
        Example::Clinical => &CLINICAL,
        Example::Repair => &REPAIR,
    };
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Refusal(format!("the folder {} is not empty; name a new one", dir.display())));
    }
    let mut count = 0;
    write(starter, dir, &mut count)?;
    eprintln!(
        "wrote {count} files to {0}\nnext: fascicle serve {0} --open, and change content/ as you like",
        dir.display()
    );
    Ok(())
}

fn write(from: &Dir, to: &Path, count: &mut usize) -> Result<(), Refusal> {
    for file in from.files() {
        let path = to.join(file.path());
        let parent = path.parent().unwrap_or(to);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, file.contents()))
            .map_err(|error| Refusal(format!("{}: {error}", path.display())))?;
        *count += 1;
    }
    from.dirs().try_for_each(|dir| write(dir, to, count))
}
