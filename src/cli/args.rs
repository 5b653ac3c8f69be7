//! The command's arguments. clap derives the parser, the help and the messages from this one list.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// Makes handbooks of causes, diagnosis and treatment: a linked, checked static site with a
/// decision guide.
#[derive(Debug, Parser)]
#[command(
    name = "fascicle",
    version,
    about,
    after_help = "Start with `fascicle init my-handbook`, then `fascicle serve my-handbook --open`.\nExit status: 0 fine, 1 problems in the content, 2 wrong usage or a file that cannot be read or written."
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the site
    Build {
        /// The folder that holds `content/`
        #[arg(default_value = ".")]
        dir: PathBuf,
        /// Where the site goes [default: DIR/public]
        #[arg(short, long)]
        out: Option<PathBuf>,
        #[command(flatten)]
        common: Common,
    },
    /// Report all problems and write nothing
    Check {
        /// The folder that holds `content/`
        #[arg(default_value = ".")]
        dir: PathBuf,
        /// Lay the book out too, which finds what runs off its pages
        #[arg(long)]
        book: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Show the site in a browser while you write; it follows every change
    Serve {
        /// The folder that holds `content/`
        #[arg(default_value = ".")]
        dir: PathBuf,
        /// The port; if it is in use, the next free one; 0 takes any
        #[arg(long, default_value_t = 4000)]
        port: u16,
        /// The address to listen on; 0.0.0.0 lets other machines in
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
        host: IpAddr,
        /// Open the browser
        #[arg(long)]
        open: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Write a starter handbook
    Init {
        /// The folder to make
        dir: PathBuf,
        /// What it is about
        #[arg(long, value_enum, default_value_t = Example::Clinical)]
        example: Example,
    },
    /// Write a commented form for one entry
    New {
        /// problem, cause, finding, test, treatment, guide or page
        kind: String,
        /// The entry's id: small letters, digits and hyphens
        id: String,
        /// The folder that holds `content/`
        #[arg(long = "in", value_name = "DIR", default_value = ".")]
        dir: PathBuf,
    },
    /// Make entries out of a table, or pages out of a folder of Markdown
    Import {
        /// A table (.csv), or a folder with Markdown
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// What the rows of the table are: problem, cause, finding, test or treatment
        #[arg(long = "as", value_name = "KIND")]
        kind: Option<String>,
        /// Say what would be written, and write nothing
        #[arg(long)]
        dry_run: bool,
        /// The folder that holds `content/`
        #[arg(long = "in", value_name = "DIR", default_value = ".")]
        dir: PathBuf,
    },
    /// Give an entry, a guide or a page another name, everywhere it is named
    Rename {
        /// What to rename: its kind and id, as in cause:dehydration
        #[arg(value_name = "KIND:ID")]
        from: String,
        /// Its new id
        #[arg(value_name = "NEW")]
        to: String,
        /// Say what would change, and change nothing
        #[arg(long)]
        dry_run: bool,
        /// The folder that holds `content/`
        #[arg(long = "in", value_name = "DIR", default_value = ".")]
        dir: PathBuf,
    },
    /// Make only the PDFs: the book, handouts, and a sheet and a poster for each guide
    Book {
        /// The folder that holds `content/`
        #[arg(default_value = ".")]
        dir: PathBuf,
        /// Where they go [default: DIR/book]
        #[arg(short, long)]
        out: Option<PathBuf>,
        #[command(flatten)]
        common: Common,
    },
    /// Draw one guide on a sheet of paper, write it for other tools, or begin one from a drawing of
    /// theirs
    Guide {
        /// The guide's id: the name of its file in content/guides/, without .yaml
        name: String,
        /// Write the drawing to this file (without any of these, it goes to standard output)
        #[arg(long, value_name = "FILE", group = "what")]
        svg: Option<PathBuf>,
        /// Print the guide as a DOT graph, for Graphviz
        #[arg(long, group = "what")]
        dot: bool,
        /// Print the guide as a Mermaid flowchart
        #[arg(long, group = "what")]
        mermaid: bool,
        /// Print cases that touch every answer the guide's own cases do not, for you to confirm
        #[arg(long, group = "what")]
        suggest_cases: bool,
        /// Write content/guides/NAME.yaml from a Mermaid flowchart (.mmd), a DOT graph (.dot,
        /// .gv), or the first of them in a Markdown file; never overwrites
        #[arg(long, value_name = "FILE", group = "what")]
        from: Option<PathBuf>,
        /// The sheet on which the drawing must fit
        #[arg(long, value_enum, default_value_t = Sheet::A4)]
        paper: Sheet,
        /// The folder that holds `content/`
        #[arg(long = "in", value_name = "DIR", default_value = ".")]
        dir: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// Say what a problem code means, with a bad and a good example
    Explain {
        /// A code such as guide-cycle; without one, the list of codes
        code: Option<String>,
    },
    /// Start a theme, copy built-in files into one, or list the words that a language lacks
    #[command(subcommand)]
    Theme(ThemeCommand),
    /// Print JSON Schemas of the files, with which editors complete and check them
    Schema {
        /// problem, cause, finding, test, treatment, page, guide, handbook, sources or glossary;
        /// without one, all of them in one object
        kind: Option<String>,
    },
    /// Print what a shell needs to complete this command's words
    Completions { shell: clap_complete::Shell },
    /// Print the manual page (troff, for man)
    Man,
    /// Print the linked handbook as JSON
    Export {
        /// The folder that holds `content/`
        #[arg(default_value = ".")]
        dir: PathBuf,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ThemeCommand {
    /// Start a theme of your own: themes/NAME/
    New {
        name: String,
        /// The folder that holds `content/`
        #[arg(long = "in", value_name = "DIR", default_value = ".")]
        dir: PathBuf,
    },
    /// Copy built-in files into the theme, so that you can change them; without FILE, list them
    Copy {
        /// A file of the built-in theme, such as tokens.css or parts/header.html
        #[arg(value_name = "FILE")]
        files: Vec<String>,
        /// The theme that gets them [default: the handbook's `theme:`]
        #[arg(long, value_name = "NAME")]
        theme: Option<String>,
        /// The folder that holds `content/`
        #[arg(long = "in", value_name = "DIR", default_value = ".")]
        dir: PathBuf,
    },
    /// Print the words that a language lacks, with the English ones
    Words {
        /// A language tag, such as fr
        #[arg(value_name = "LANG")]
        language: String,
        /// The theme in which they are looked for [default: the handbook's `theme:`]
        #[arg(long, value_name = "NAME")]
        theme: Option<String>,
        /// The folder that holds `content/`
        #[arg(long = "in", value_name = "DIR", default_value = ".")]
        dir: PathBuf,
    },
}

impl Command {
    /// The folder of the handbook that a command works on.
    pub(super) fn dir(&mut self) -> Option<&mut PathBuf> {
        match self {
            Command::Build { dir, .. }
            | Command::Check { dir, .. }
            | Command::Serve { dir, .. }
            | Command::New { dir, .. }
            | Command::Theme(
                ThemeCommand::New { dir, .. }
                | ThemeCommand::Copy { dir, .. }
                | ThemeCommand::Words { dir, .. },
            )
            | Command::Import { dir, .. }
            | Command::Rename { dir, .. }
            | Command::Book { dir, .. }
            | Command::Guide { dir, .. }
            | Command::Export { dir, .. } => Some(dir),
            Command::Init { .. }
            | Command::Explain { .. }
            | Command::Schema { .. }
            | Command::Completions { .. }
            | Command::Man => None,
        }
    }
}

/// What every command that reads a handbook understands.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Common {
    /// Use themes/NAME instead of the handbook's `theme:`
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// The address at which the site will stand, instead of the handbook's `base_url:`
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Warnings stop the build too
    #[arg(long)]
    pub strict: bool,
    /// Build drafts as well
    #[arg(long)]
    pub drafts: bool,
    /// The day from which reviews are counted [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub today: Option<Date>,
    /// How problems are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Make no PDF and no e-book
    #[arg(long)]
    pub no_pdf: bool,
    /// Say only what stops the build
    #[arg(short, long)]
    pub quiet: bool,
    /// Say how long each stage took
    #[arg(short, long)]
    pub verbose: bool,
    /// Colours in messages
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    pub color: Colour,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For programs: one object on standard output
    Json,
    /// For GitHub Actions, which shows each beside its line
    Github,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Sheet {
    A4,
    A3,
    A2,
    A1,
    A0,
    Letter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Example {
    Clinical,
    Repair,
}
