import CommandSupport
import Glibc

/// The file to which an import with `--skip-bad` writes the records that it leaves out, so that they can be put right and
/// ingested in their turn: `scans.csv` → `scans.csv.bad.csv`.
///
/// Such records have their private values in the clear: nobody else may read the file. An older such file is never written over: somebody may be at work on it.
final class RefusedRecords {
    private let base: String
    private let ending: String
    private var descriptor: Int32 = -1
    private(set) var path: String?

    init(of file: String, format: SourceFormat) {
        base = file == "-" ? "stdin" : file
        // Rows of a workbook are written as rows of a CSV.
        ending = format == .csv || format == .xlsx ? "csv" : "ndjson"
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func add(_ record: [UInt8], head: [UInt8]) throws(CommandError) {
        if descriptor < 0 { try begin(head) }
        let isEnded = record.last == 0x0A
        try write(isEnded ? record : record + [0x0A])
    }

    /// Makes the file durable.
    func finish() throws(CommandError) {
        guard descriptor >= 0, let path else { return }
        if fsync(descriptor) != 0 { throw .cannotWrite(path, errno) }
    }

    /// Takes the file away: nothing was journalled.
    func discard() {
        if let path { unlink(path) }
    }

    private func begin(_ head: [UInt8]) throws(CommandError) {
        for number in 1...1000 {
            let name = "\(base).bad\(number == 1 ? "" : "-\(number)").\(ending)"
            descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor >= 0 {
                path = name
                return try write(head)
            }
            guard errno == EEXIST else { throw .cannotWrite(name, errno) }
        }
        throw .cannotWrite("\(base).bad.\(ending)", EEXIST)
    }

    private func write(_ bytes: [UInt8]) throws(CommandError) {
        let code = Console.writeAll(bytes, to: descriptor)
        if code != 0 { throw .cannotWrite(path ?? base, code) }
    }
}
