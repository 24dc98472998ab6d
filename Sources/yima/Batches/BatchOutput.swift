import CommandSupport
import Files
import Rules
import StrictJSON
import SystemPackage
import Values

/// The file of a batch's results, which a later run goes on with.
final class BatchOutput {
    private let path: String
    private let file: PosixFile

    static let lineBytesMax = 16 << 20

    init(path: String) throws(CommandError) {
        self.path = path
        let readable: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead]
        file = try FileWriter.attempt { () throws(PosixFile.Failure) in
            try PosixFile(opening: path, .readWrite, options: [.create, .append], mode: readable)
        }
        // Two runs on one file would mix their lines.
        let opened = file
        guard try FileWriter.attempt({ () throws(PosixFile.Failure) in try OpenFileLock.take(opened) }) else {
            throw CommandError(
                .tryLater, at: Wording(path), en: "another batch is writing this file", zh: "另一批次正在写入该文件")
        }
    }

    /// Whether nothing was written yet.
    var isNew: Bool { file.size == 0 }

    /// Skips the codes whose lines are there already, after comparing them; a line that was cut short is taken away.
    /// - Parameter summary: is told of each.
    /// - Returns: how many there are.
    func resume(_ codes: inout CodeLines, _ summary: inout BatchSummary) throws(CommandError) -> Int {
        let source = try ByteSource(path: path)
        var lines = LineReader(source, bytesMax: Self.lineBytesMax)
        var done = 0
        var kept = 0
        let end = source.size ?? 0
        while let line = try lines.next() {
            let bytes = line.bytes.count + 1
            guard kept + bytes <= end else { break }
            // What a power loss leaves of lines that had not reached the disk.
            if done > 0, line.bytes.contains(0) { break }
            guard !line.isTooLong, let found = BatchLine(parsing: line.bytes),
                let code = try codes.next()?.text, code == found.code || MalformedCode.repeatable(code) == found.code
            else { throw Self.other("\(path):\(line.number)") }
            summary.add(found)
            kept += bytes
            done += 1
        }
        if kept < end { try FileWriter.attempt { () throws(PosixFile.Failure) in try file.truncate(to: kept) } }
        return done
    }

    func append(_ line: [UInt8]) throws(CommandError) {
        try FileWriter.attempt { () throws(PosixFile.Failure) in try file.append(line) }
    }

    func finish() throws(CommandError) {
        // A pipe or a device has nothing to make durable.
        guard file.size != nil else { return }
        try FileWriter.attempt { () throws(PosixFile.Failure) in try file.sync() }
    }

    static func other(_ place: String) -> CommandError {
        CommandError(
            .badInput, at: Wording(place), en: "not the line of this batch; nothing was changed",
            zh: "不是本批次的结果；未作任何改动",
            hint: Wording(en: "name another file with --output", zh: "请用 --output 指定其他文件"))
    }
}
