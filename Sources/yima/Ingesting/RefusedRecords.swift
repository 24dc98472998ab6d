import CommandSupport
import Files
import SystemPackage

/// The file to which an import with `--skip-bad` writes the records that it leaves out, so that they can be put right and
/// ingested in their turn: `scans.csv` → `scans.csv.bad.csv`.
///
/// Such records have their private values in the clear: nobody else may read the file. An older such file is never written over: somebody may be at work on it.
final class RefusedRecords {
    private let base: String
    private let ending: String
    private var file: PosixFile?

    var path: String? { file?.path }

    init(of file: String, format: SourceFormat) {
        base = file == "-" ? "stdin" : file
        // Rows of a workbook are written as rows of a CSV.
        ending = format == .csv || format == .xlsx ? "csv" : "ndjson"
    }

    func add(_ record: [UInt8], head: [UInt8]) throws(CommandError) {
        let file = if let file { file } else { try begin(head) }
        let isEnded = record.last == 0x0A
        try FileWriter.attempt { () throws(PosixFile.Failure) in try file.append(isEnded ? record : record + [0x0A]) }
    }

    /// Makes the file durable.
    func finish() throws(CommandError) {
        guard let file else { return }
        try FileWriter.attempt { () throws(PosixFile.Failure) in try file.sync() }
    }

    /// Takes the file away: nothing was journalled.
    func discard() {
        if let path { FileWriter.remove(path) }
    }

    private func begin(_ head: [UInt8]) throws(CommandError) -> PosixFile {
        for number in 1...1000 {
            let name = "\(base).bad\(number == 1 ? "" : "-\(number)").\(ending)"
            do throws(PosixFile.Failure) {
                let begun = try PosixFile(opening: name, .writeOnly, options: [.create, .exclusiveCreate])
                file = begun
                try begun.append(head)
                return begun
            } catch  where error.code != Errno.fileExists.rawValue {
                throw .cannotWrite(name, error.code)
            } catch {
                continue
            }
        }
        throw .cannotWrite("\(base).bad.\(ending)", Errno.fileExists.rawValue)
    }
}
