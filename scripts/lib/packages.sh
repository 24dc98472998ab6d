# shellcheck shell=bash
# Debian packages that the build, the tests and the demo need, and those that a host needs. Sourced, never run; needs common.sh.

build_packages=(libsodium-dev libsqlite3-dev libexpat1-dev libzip-dev libxlsxwriter-dev libzint-dev libcairo2-dev zlib1g-dev pkg-config
    fonts-noto-cjk)
# What the installed programs are linked with, by Debian 12's names. yimad alone needs the first two.
runtime_packages=(libsqlite3-0 libsodium23 libexpat1 libzip4 libxlsxwriter4 libzint2.11 libcairo2)
# Chinese text on labels that are PNG or PDF.
recommended_packages=(fonts-noto-cjk)

# need_packages PACKAGE…: installs what is missing; stops with a clear word where that is not possible.
need_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    local as_root=()
    if [[ $(id -u) -ne 0 ]]; then
        command -v sudo >/dev/null || fail "these Debian packages are missing: ${missing[*]}" \
            "as root: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    command -v apt-get >/dev/null || fail "this machine has no apt-get; needed are: ${missing[*]}" \
        "install them in your system's way and start again"
    say "installing ${missing[*]} …"
    "${as_root[@]}" apt-get update -qq >/dev/null || warn "apt-get update failed; trying with the lists at hand"
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" \
        >/dev/null || fail "could not install: ${missing[*]}" "look at: apt-get install ${missing[*]}"
}

# need_swift: stops where there is no Swift 6.
need_swift() {
    command -v swift >/dev/null || fail "Swift is not installed" "see https://www.swift.org/install/linux/ (6.2 or newer)"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    [[ ${version%%.*} -ge 6 ]] || fail "Swift $version is too old" "Swift 6.2 or newer is needed"
}
