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
    private let isWritten: Bool
    private var file: PosixFile?
    /// Why each was refused, where the records have no room for it: beside lines of events, which stay what they are.
    private var reasons: PosixFile?
    private var count = 0

    var path: String? { file?.path }
    var reasonsPath: String? { reasons?.path }

    /// - Parameter isWritten: false where it is only to be known what would be refused.
    init(of file: String, format: SourceFormat, isWritten: Bool) {
        base = file == "-" ? "stdin" : file
        self.isWritten = isWritten
        // Rows of a workbook are written as rows of a CSV.
        ending = format == .csv || format == .xlsx ? "csv" : "ndjson"
    }

    func add(_ record: [UInt8], in form: RefusedForm, because problem: SourceProblem) throws(CommandError) {
        guard isWritten else { return }
        let file = if let file { file } else { try begin(form.head) }
        let row = form.row(record, because: problem)
        try FileWriter.attempt { () throws(PosixFile.Failure) in try file.append(row) }
        count += 1
        guard case .lines = form else { return }
        let told = reasons
        let reason = Array(form.reason(problem, of: count, in: base).utf8)
        try FileWriter.attempt { () throws(PosixFile.Failure) in try told?.append(reason) }
    }

    /// Makes the file durable.
    func finish() throws(CommandError) {
        guard let file else { return }
        let told = reasons
        try FileWriter.attempt { () throws(PosixFile.Failure) in
            try file.sync()
            try told?.sync()
        }
    }

    /// Takes the file away: nothing was journalled.
    func discard() {
        if let path { FileWriter.remove(path) }
        if let reasons { FileWriter.remove(reasons.path) }
    }

    private func begin(_ head: [UInt8]) throws(CommandError) -> PosixFile {
        for number in 1...1000 {
            let name = "\(base).bad\(number == 1 ? "" : "-\(number)").\(ending)"
            do throws(PosixFile.Failure) {
                let begun = try PosixFile(opening: name, .writeOnly, options: [.create, .exclusiveCreate])
                file = begun
                try begun.append(head)
                if ending != "csv" {
                    reasons = try PosixFile(
                        opening: name + ".reasons.txt", .writeOnly, options: [.create, .truncate])
                }
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
