# shellcheck shell=bash
# Debian packages that the build, the tests and the demo need, and those that a host needs. Sourced, never run; needs common.sh.

build_packages=(libsodium-dev libsqlite3-dev libexpat1-dev libzip-dev libxlsxwriter-dev libzint-dev libcairo2-dev zlib1g-dev pkg-config
    fonts-noto-cjk)
# What the installed programs are linked with, by Debian 12's names. yimad alone needs the first two.
runtime_packages=(zlib1g libsqlite3-0 libsodium23 libexpat1 libzip4 libxlsxwriter4 libzint2.11 libcairo2)
# Chinese text on labels that are PNG or PDF.
recommended_packages=(fonts-noto-cjk)

# How long to wait, in all, for a program that holds apt's lock: a new machine installs its first updates by itself.
apt_wait_seconds=${YIMA_APT_WAIT_SECONDS:-900}

# apt_get ARGUMENT…: apt-get, as root. While another program holds one of the locks of apt or dpkg it waits, and says so; what else
# goes wrong is told and its status returned. Waiting in vain ends the script.
apt_get() {
    local as_root=() complaint status began=$SECONDS told=''
    if [[ $(id -u) -ne 0 ]]; then as_root=(sudo); fi
    while :; do
        status=0
        # Only dpkg's lock is waited for by apt-get itself: not that of the lists, nor that of the downloaded packages.
        complaint=$("${as_root[@]}" env LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get -qq \
            -o DPkg::Lock::Timeout="${apt_lock_seconds:-10}" "$@" 2>&1 >/dev/null) || status=$?
        if [[ $status -eq 0 ]]; then return 0; fi
        # apt-get has one status for everything that goes wrong.
        if ! grep -qE 'Could not get lock|Unable to (lock|acquire)|locked by another process' <<<"$complaint"; then
            printf '%s\n' "$complaint" >&2
            return "$status"
        fi
        if ((SECONDS - began >= apt_wait_seconds)); then
            fail "another program still holds apt's lock after $((SECONDS - began)) s: ${complaint%%$'\n'*}" \
                "when it has ended (automatic updates: systemctl status apt-daily.service apt-daily-upgrade.service), start again" 75
        fi
        if [[ -z $told ]]; then
            say "waiting, at most $apt_wait_seconds s, for another program that holds apt's lock: ${complaint%%$'\n'*}"
            told=yes
        fi
        sleep "${apt_retry_seconds:-5}"
    done
}

# need_packages PACKAGE…: installs what is missing; stops with a clear word (status 69) where that is not possible.
need_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    command -v apt-get >/dev/null || fail "this machine has no apt-get; needed are: ${missing[*]}" \
        "install them in your system's way and start again" 69
    if [[ $(id -u) -ne 0 ]] && ! command -v sudo >/dev/null; then
        fail "these Debian packages are missing: ${missing[*]}" "as root: apt-get install ${missing[*]}" 69
    fi
    say "installing ${missing[*]} …"
    apt_get update || warn "apt-get update failed; trying with the lists at hand"
    apt_get install -y --no-install-recommends "${missing[@]}" \
        || fail "could not install: ${missing[*]}" "look at: apt-get install ${missing[*]}" 69
}

# need_swift: stops where there is no Swift 6.
need_swift() {
    command -v swift >/dev/null || fail "Swift is not installed" "see https://www.swift.org/install/linux/ (6.2 or newer)"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    [[ ${version%%.*} -ge 6 ]] || fail "Swift $version is too old" "Swift 6.2 or newer is needed"
}
