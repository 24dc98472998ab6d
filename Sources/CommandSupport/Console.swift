import Glibc
package import StrictJSON
import Synchronization
package import Values

/// Standard output and standard error: data on the one, messages on the other.
package enum Console {
    /// The program's name, as messages begin with it.
    package static let program = CommandLine.arguments[0].split(separator: "/").last.map(String.init) ?? "yima"

    private static let isWritten = Atomic(false)

    /// Whether any data was given.
    package static var hasWritten: Bool { isWritten.load(ordering: .relaxed) }

    /// Data, as it is.
    package static func write(_ bytes: some Collection<UInt8>) throws(CommandError) {
        if !bytes.isEmpty { isWritten.store(true, ordering: .relaxed) }
        let code = writeAll(Array(bytes), to: STDOUT_FILENO)
        guard code != 0 else { return }
        if code == EPIPE { leaveQuietly() }
        throw CommandError(.cannotRead, at: Wording(en: "standard output", zh: "标准输出"), .system(code))
    }

    /// A line of data.
    package static func print(_ line: String) throws(CommandError) {
        try write(Array((line + "\n").utf8))
    }

    /// A line of JSON.
    package static func print(_ node: JSONNode) throws(CommandError) {
        try write(node.formatted() + [0x0A])
    }

    /// A message on standard error. Where even that is closed there is nobody to tell.
    package static func message(_ text: String) {
        _ = writeAll(Array((text + "\n").utf8), to: STDERR_FILENO)
    }

    /// A message of a command that goes on.
    package static func note(_ command: String, _ wording: Wording) {
        message("\(program): \(command): \(said(wording).printable)")
    }

    /// Zero, or errno.
    package static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }

    /// Whoever read the output has seen enough (`| head`): ends as the shell expects of a filter, by SIGPIPE, without a word.
    private static func leaveQuietly() -> Never {
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
        exit(ExitStatus.cannotRead.rawValue)
    }
}

extension Wording {
    /// What the system says about an error number.
    package static func system(_ code: Int32) -> Wording {
        let english = String(cString: strerror(code))
        let chinese: String? =
            switch code {
            case ENOENT: "文件或目录不存在"
            case EACCES, EPERM: "没有权限"
            case EISDIR: "是目录，不是文件"
            case ENOTDIR: "路径中有一段不是目录"
            case EEXIST: "已经存在"
            case ENOSPC: "磁盘已满"
            case EROFS: "文件系统为只读"
            case EDQUOT: "超出磁盘配额"
            case EIO: "读写设备出错"
            default: nil
            }
        return Wording(en: english, zh: chinese ?? "系统错误 \(code)（\(english)）")
    }
}
