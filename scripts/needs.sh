# Read by run and test: sees to what they need besides Rust. Everything is looked for before apt is
# asked, so that nothing is added where it is there.

fail() {
    echo "scripts/${0##*/}: $*" >&2
    exit 1
}

# Rust is the one thing we do not install: there are too many ways to have it.
need_rust() {
    if ! command -v cargo >/dev/null && [ -x "${HOME:-}/.cargo/bin/cargo" ]; then
        PATH=$HOME/.cargo/bin:$PATH
    fi
    command -v cargo >/dev/null || fail "Rust is missing: see https://rustup.rs"
}

# rustup's smallest installation comes without them.
need_format_and_lint() {
    if ! cargo fmt --version >/dev/null 2>&1 || ! cargo clippy --version >/dev/null 2>&1; then
        command -v rustup >/dev/null && rustup component add rustfmt clippy >&2 ||
            fail "missing: rustfmt and clippy, the parts of Rust that check format and code"
    fi
}

# Names Debian's packages for what the build needs and this machine lacks.
missing_for_build() {
    command -v cc >/dev/null || echo gcc libc6-dev
    # Elsewhere TLS comes with the system.
    if [ "$(uname -s)" = Linux ] && [ -z "${OPENSSL_DIR:-}" ]; then
        command -v pkg-config >/dev/null || echo pkg-config
        pkg-config --exists openssl 2>/dev/null || echo libssl-dev
    fi
}

# The same for the tests. Other people's clients are run against the demo; those that no test needs are left out.
missing_for_tests() {
    missing_for_build
    command -v curl >/dev/null || echo curl
    command -v python3 >/dev/null || echo python3
    if PATH=$PATH:/usr/sbin:/usr/local/sbin command -v dovecot >/dev/null; then
        # Debian's dovecot-core has the server without its IMAP.
        for directory in /usr/lib /usr/libexec /usr/local/libexec /opt/homebrew/libexec; do
            if [ -x "$directory/dovecot/imap" ]; then return; fi
        done
    fi
    echo dovecot-imapd
}

# Makes a Python that has IMAPClient, where pip can and none is named already.
python_with_imapclient() {
    if [ -n "${IMAPCLIENT_PYTHON:-}" ]; then return; fi
    python=$PWD/target/python
    if [ ! -x "$python/bin/python" ] && ! {
        python3 -m venv "$python" &&
            "$python/bin/pip" -q --retries 1 --timeout 15 install IMAPClient
    } >/dev/null 2>&1; then
        rm -rf "$python"
        echo "scripts/${0##*/}: no IMAPClient can be installed" >&2
        return
    fi
    export IMAPCLIENT_PYTHON="$python/bin/python"
}

# Installs the packages named, if any, or says in one line that they are missing.
install() {
    if [ $# -eq 0 ]; then return; fi
    command -v apt-get >/dev/null || fail "missing: $* (Debian's names), and there is no apt-get"
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 2 ]; }; then
        as_root=sudo
    else
        fail "missing: $*; install with: apt-get install $*"
    fi
    echo "scripts/${0##*/}: installing $*" >&2
    {
        $as_root apt-get update -qq </dev/null &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
                --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" </dev/null
    } >&2 || fail "missing: $*; apt-get could not install them"
}
