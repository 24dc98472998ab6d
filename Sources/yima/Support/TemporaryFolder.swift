import CommandSupport
import Files
import Glibc

/// A folder of its own for what is needed while a command runs, which goes away with this object.
final class TemporaryFolder {
    let path: String

    init() throws(CommandError) {
        let parent = Places.environment("TMPDIR") ?? "/tmp"
        var template = Array("\(parent)/yima-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw .cannotWrite(parent, errno) }
        path = String(cString: made)
    }

    deinit {
        for name in (try? PosixFile.names(in: path)) ?? [] {
            let inner = "\(path)/\(name)"
            guard let names = try? PosixFile.names(in: inner) else {
                FileWriter.remove(inner)
                continue
            }
            for name in names { FileWriter.remove("\(inner)/\(name)") }
            PosixFile.removeDirectory(inner)
        }
        PosixFile.removeDirectory(path)
    }
}
