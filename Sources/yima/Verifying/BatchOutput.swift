import CommandSupport
import Glibc
import Rules
import StrictJSON
import Values

/// The file of a batch's results, which a later run goes on with.
final class BatchOutput {
    private let path: String
    private let descriptor: Int32

    private static let lineBytesMax = 16 << 20

    init(path: String) throws(CommandError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path, errno) }
        // Two runs on one file would mix their lines.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw CommandError(
                .tryLater, at: Wording(path), en: "another batch is writing this file", zh: "另一批次正在写入该文件")
        }
    }

    deinit { close(descriptor) }

    /// Skips the codes whose lines are there already, after comparing them; a line that was cut short is taken away.
    /// - Returns: how many there are.
    func resume(_ codes: inout CodeLines, worst: inout ExitStatus) throws(CommandError) -> Int {
        let source = try ByteSource(path: path)
        var lines = LineReader(source, bytesMax: Self.lineBytesMax)
        var done = 0
        var kept = 0
        let end = source.size ?? 0
        while let line = try lines.next() {
            let bytes = line.bytes.count + 1
            guard kept + bytes <= end else { break }
            let found = try read(line)
            guard let code = try codes.next(), code == found.code else { throw other(line.number) }
            worst = worst.worse(found.status)
            kept += bytes
            done += 1
        }
        if kept < end, ftruncate(descriptor, off_t(kept)) != 0 { throw .cannotWrite(path, errno) }
        return done
    }

    func append(_ line: [UInt8]) throws(CommandError) {
        let code = Console.writeAll(line, to: descriptor)
        if code != 0 { throw .cannotWrite(path, code) }
    }

    func finish() throws(CommandError) {
        if fsync(descriptor) != 0, errno != EINVAL { throw .cannotWrite(path, errno) }
    }

    private func read(_ line: LineReader.Line) throws(CommandError) -> (code: String, status: ExitStatus) {
        guard !line.isTooLong,
            let root = (try? JSONDocument(line.bytes, limits: JSONLimits(sizeMax: Self.lineBytesMax)))?.root,
            let code = root["code"]?.string, let verdict = root["verdict"]?.string.flatMap(Verdict.init(rawValue:)),
            let status = ExitStatus(rawValue: verdict.exitStatus)
        else { throw other(line.number) }
        return (code, status)
    }

    private func other(_ line: Int) -> CommandError {
        CommandError(
            .badInput, at: Wording("\(path):\(line)"), en: "not the line of this batch; nothing was changed",
            zh: "不是本批次的结果；未作任何改动",
            hint: Wording(en: "name another file with --output", zh: "请用 --output 指定其他文件"))
    }
}
