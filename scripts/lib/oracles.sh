# shellcheck shell=bash
# Independent programs that the tests are held against. Sourced, never run; needs common.sh and packages.sh.

oracle_packages=(golang-go golang-golang-x-mod-dev python3-venv zint zbar-tools zxing-cpp-tools zsh fish nodejs chromium)
# By exact version: what they say is part of the tests.
oracle_wheels=(biip==5.2.0 python-stdnum==2.2 epcis-event-hash-generator==1.9.3 openpyxl==3.1.5
    cryptography==48.0.0 jsonschema==4.26.0 aiosmtpd==1.4.6)
# They ask for a newer Python than they need, and for others by ranges. The last is asked nothing: it brings an OpenSSL with ML-DSA-44,
# which Debian 12 has not.
oracle_bare_wheels=(aics-witness==0.1.0 aics-tlog==0.2.1 psycopg-binary==3.3.9)

# need_oracles: installs them, the Python ones in a virtual environment of the build directory, and says where those are.
need_oracles() {
    need_packages "${oracle_packages[@]}"
    local place=.build/oracles wanted
    wanted=$(printf '%s\n' "${oracle_wheels[@]}" "${oracle_bare_wheels[@]}")
    if [[ $(cat "$place/wheels" 2>/dev/null) != "$wanted" ]]; then
        say "installing ${oracle_wheels[*]} …"
        rm -rf "$place"
        mkdir -p .build
        python3 -m venv "$place" || fail "no Python virtual environment could be made" "look at: python3 -m venv $place"
        "$place/bin/pip" install --quiet --disable-pip-version-check "${oracle_wheels[@]}" \
            || fail "could not install: ${oracle_wheels[*]}" "is PyPI reachable?"
        "$place/bin/pip" install --quiet --disable-pip-version-check --ignore-requires-python --no-deps \
            "${oracle_bare_wheels[@]}" || fail "could not install: ${oracle_bare_wheels[*]}" "is PyPI reachable?"
        printf '%s\n' "$wanted" >"$place/wheels"
    fi
    YIMA_ORACLE_PYTHON=$PWD/$place/bin/python
    YIMA_LIBCRYPTO=$(find "$PWD/$place" -path '*psycopg_binary.libs/libcrypto*' -print -quit)
    export YIMA_ORACLE_PYTHON YIMA_LIBCRYPTO
}
