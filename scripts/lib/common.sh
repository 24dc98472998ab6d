# shellcheck shell=bash
# What the scripts of this directory share. Sourced, never run.

program=${0##*/}

say() { printf '%s\n' "$*"; }
warn() { printf '%s: %s\n' "$program" "$*" >&2; }

# fail MESSAGE [HINT]: ends the script with one located error, and a hint where there is one.
fail() {
    warn "$1"
    if [[ -n ${2:-} ]]; then printf 'hint: %s\n' "$2" >&2; fi
    exit "${3:-1}"
}

# value OPTION ARGUMENT…: the argument of an option, which must be there.
value() {
    [[ $# -ge 2 && -n $2 ]] || fail "option $1 needs a value" "" 64
    printf '%s' "$2"
}
