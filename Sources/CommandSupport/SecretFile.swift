import Glibc
package import Values

/// Files that hold a secret: nobody but their owner may read or write them.
package enum SecretFile {
    /// Throws `.notAllowed` where others may.
    ///
    /// A file that is somebody else's can only be read through its group, as root's credentials are that systemd hands over; of
    /// such a file only what everybody may do counts.
    /// - Parameter what: what lies in it, as a fragment: `key`.
    package static func check(_ path: String, holds what: Wording) throws(CommandError) {
        var status = stat()
        // What cannot be looked at is said by whoever opens it.
        guard stat(path, &status) == 0 else { return }
        let others: mode_t = status.st_uid == geteuid() ? 0o077 : 0o007
        guard status.st_mode & others != 0 else { return }
        throw CommandError(
            .notAllowed, at: Wording(path), en: "others may read this \(what.en)", zh: "其他用户可读取此\(what.zh)文件",
            hint: Wording("chmod go-rwx \(path)"))
    }

    package static let key = Wording(en: "key", zh: "密钥")
}
