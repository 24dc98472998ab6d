# shellcheck shell=bash disable=SC2034
# Where an installation's files lie, below a prefix. One table for scripts/install and scripts/uninstall. Sourced, never run.

# layout PREFIX: sets the directories, as paths on the installed system.
layout() {
    local prefix=$1
    bin_dir=$prefix/bin
    support_dir=$prefix/lib/yima
    share_dir=$prefix/share/yima
    doc_dir=$prefix/share/doc/yima
    man_dir=$prefix/share/man
    bash_dir=$prefix/share/bash-completion/completions
    zsh_dir=$prefix/share/zsh/site-functions
    fish_dir=$prefix/share/fish/vendor_completions.d
    manifest=$share_dir/manifest
    config_dir=/etc/yima
    config=$config_dir/yimad.json
    case $prefix in
        /usr)
            # Debian's zsh looks here and not in /usr/share/zsh/site-functions.
            zsh_dir=$prefix/share/zsh/vendor-completions
            unit_dir=/usr/lib/systemd/system
            sysusers_dir=/usr/lib/sysusers.d
            tmpfiles_dir=/usr/lib/tmpfiles.d
            ;;
        /usr/local)
            unit_dir=/usr/local/lib/systemd/system
            sysusers_dir=/usr/local/lib/sysusers.d
            tmpfiles_dir=/usr/local/lib/tmpfiles.d
            ;;
        *)
            # systemd looks for definitions under no other prefix.
            unit_dir=/etc/systemd/system
            sysusers_dir=/etc/sysusers.d
            tmpfiles_dir=/etc/tmpfiles.d
            ;;
    esac
}

units=(
    yimad.service yima-audit.service yima-audit.timer yima-verify@.service yima-verify@.timer yima-alert@.service
)
data_dirs=(/var/lib/yimad /var/lib/yimad-guard /var/lib/yima-audit /var/lib/yima-verify)

# plain_path OPTION PATH: the path without trailing slashes; refuses what is not absolute or could not stand in a unit file.
plain_path() {
    local path=$2
    [[ $path =~ ^/[A-Za-z0-9._/+@-]*$ && $path != *..* ]] \
        || fail "option $1: '$path' is not a plain absolute path" "" 64
    while [[ $path == */ ]]; do path=${path%/}; done
    printf '%s' "$path"
}
