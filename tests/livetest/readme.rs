//! What the README shows of the live tests is what they say on the demo. `scripts/screens` writes it anew.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use imapclient::demo::Demo;

use crate::shell::Account;
use crate::{Request, run};

const SHOWN: [&str; 3] = ["U13", "U14", "U17"];
const BEGIN: &str = "<!-- screen: livetest -->\n";
const END: &str = "<!-- end of screen -->\n";

/// Compares the README with what is said now; true when it is the same, or was made so.
pub(crate) fn is_current() -> bool {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let committed = fs::read_to_string(&path).expect("there is a README");
    let (before, rest) = committed.split_once(BEGIN).expect("it has the screen");
    let (_, after) = rest.split_once(END).expect("the screen ends");
    let text = format!("{before}{BEGIN}{}{END}{after}", screen());
    if env::var_os("UPDATE_README").is_some() {
        fs::write(&path, text).expect("the README can be written");
        return true;
    }
    if text != committed {
        println!("README.md does not show what the live tests say: scripts/screens");
    }
    text == committed
}

/// Runs some rows on the demo.
fn screen() -> String {
    let port = Demo::new()
        .listen("127.0.0.1:0")
        .expect("a free port")
        .port();
    let directory = tempfile::tempdir().expect("a directory can be made");
    let config = directory.path().join("accounts.ini");
    let account = format!(
        "[work]\nhost = 127.0.0.1\nport = {port}\nssl = no\nusername = ana\npassword = x\n"
    );
    fs::write(&config, account).expect("the directory is ours");
    let owner = fs::Permissions::from_mode(0o600);
    fs::set_permissions(&config, owner).expect("the file is ours");
    let request = Request {
        config: None,
        section: "work".to_owned(),
        only: SHOWN.map(str::to_owned).to_vec(),
    };
    let account = Account {
        config: &config,
        section: &request.section,
    };
    let mut report = run(&account, &request);
    report.finish();
    let typed = format!("$ scripts/livetest accounts.ini work {}", SHOWN.join(" "));
    format!("```text\n{typed}\n{}```\n", report.told)
}
