# Read by release and bench: compiles the program for its work. It is built to count what runs of it, does every row
# of the benchmark once, and is built again with what was counted (profile-guided optimisation): what runs is compiled
# for speed and stands together in the order in which it runs, the rest is compiled for size.

[ "$(uname -s)" = Linux ] || fail "the benchmark measures on Linux only"

host=$(rustc -vV | sed -n 's/^host: //p')
counted=$PWD/target/training/counted
profile=$PWD/target/training/profile
order=$PWD/target/training/order
program=$host/release/imapclient-interact

# LLVM's program that adds up what was counted comes with rustup's llvm-tools.
need_profdata() {
    profdata=$(rustc --print sysroot)/lib/rustlib/$host/bin/llvm-profdata
    if [ ! -x "$profdata" ]; then
        command -v rustup >/dev/null && rustup component add llvm-tools >&2 ||
            fail "missing: llvm-tools, the part of Rust that reads what was counted"
    fi
}

# Builds the program in a place of its own, with the flags for the compiler that follow; their paths may have blanks.
build() {
    place=$1
    shift
    flags=$(printf '\037%s' "$@")
    CARGO_ENCODED_RUSTFLAGS=${flags#?} CARGO_BUILD_TARGET=$host CARGO_TARGET_DIR=$place cargo build --release
}

# Runs the benchmark on the program named. What measures need not be as fast.
measure() {
    CARGO_PROFILE_BENCH_LTO=off CARGO_PROFILE_BENCH_CODEGEN_UNITS=16 CARGO_TARGET_DIR=target/measuring \
        cargo bench --bench large -- --program "$@"
}

# Counts, where anything the program is made of has changed since that was done last. Each run has a file of its own: put
# together as they are written, they lose the order and some of the counts.
count() {
    need_profdata
    made_of='src benches/large scripts/training.sh Cargo.toml Cargo.lock'
    # The names are words.
    # shellcheck disable=SC2086
    if [ -e "$order" ] && [ -z "$(find $made_of -newer "$order")" ]; then
        return
    fi
    rm -rf "$counted"
    build target/training "-Cprofile-generate=$counted" -Cllvm-args=-pgo-temporal-instrumentation
    LLVM_PROFILE_FILE="$counted/%p.profraw" IMAPCLIENT_PYTHON=none \
        measure "target/training/$program" --runs 1 >&2
    "$profdata" merge -o "$profile" "$counted"
    "$profdata" order -o "$order" "$profile"
    rm -rf "$counted"
}

# Builds with what was counted. Linkers keep code that runs apart from code that does not only where they are told to;
# to put it in an order they must be LLVM's, which rustup brings along and rustc takes on this kind of machine alone.
train() {
    count
    set -- "-Cprofile-use=$profile" -Clink-arg=-Wl,-z,keep-text-section-prefix
    linker=$(rustc --print sysroot)/lib/rustlib/$host/bin/gcc-ld/ld.lld
    if [ "$host" = x86_64-unknown-linux-gnu ] && [ -e "$linker" ]; then
        set -- "$@" "-Clink-arg=-Wl,--symbol-ordering-file=$order" -Clink-arg=-Wl,--no-warn-symbol-ordering
    fi
    build target/trained "$@"
}
