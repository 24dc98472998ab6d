import ArgumentParser
import Chains
import CommandSupport
import Files
import Glibc
import SystemPackage
import Values

/// In what form a batch's results are written.
enum BatchFormat: String, ExpressibleByArgument, CaseIterable {
    /// One JSON line a code.
    case json
    case csv, xlsx

    var fileExtension: String { self == .json ? "jsonl" : rawValue }
}

/// Where the files of one batch lie.
///
/// The lines are what is kept while it runs, in any format: a table and a summary are made of them. In a folder each batch has files of
/// its own name, and what goes on from one to the next is `underway` and `last`.
struct BatchFiles {
    /// The results.
    let results: String
    /// The JSON lines: the results themselves, or what they are made of.
    let lines: String
    /// The codes of a selection.
    let codes: String
    /// How they were chosen (`BatchPlan`).
    let plan: String
    /// The ledger's checkpoint at the end of a batch that is finished.
    let checkpoint: String
    /// Where a folder's batch has its summary; nil where only an option names one.
    let summary: String?

    init(file: String, format: BatchFormat) {
        results = file
        lines = format == .json ? file : file + ".lines"
        (codes, plan, checkpoint, summary) = (file + ".codes", file + ".batch", file + ".checkpoint", nil)
    }

    fileprivate init(folder: BatchFolder, name: String, format: BatchFormat) {
        let path = "\(folder.path)/\(name)"
        results = "\(path).\(format.fileExtension)"
        lines = format == .json ? results : path + ".lines"
        (codes, plan) = (folder.path + "/codes", folder.underway)
        (checkpoint, summary) = (path + ".checkpoint", path + ".summary.json")
    }
}

/// A folder in which one batch after another is kept, as a timer makes them.
struct BatchFolder {
    let path: String
    /// Held while a batch runs here.
    private let lock: PosixFile

    /// The plan of the batch that is under way.
    var underway: String { path + "/underway" }
    /// The plan of the last that was finished.
    var last: String { path + "/last" }

    /// Nil where the path is no folder.
    init?(_ path: String) throws(CommandError) {
        var found = stat()
        guard stat(path, &found) == 0, found.st_mode & S_IFMT == S_IFDIR else { return nil }
        let bare = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        self.path = bare
        lock = try FileWriter.attempt { () throws(PosixFile.Failure) in
            try PosixFile(opening: bare + "/.lock", .readWrite, options: .create)
        }
        let file = lock
        guard try FileWriter.attempt({ () throws(PosixFile.Failure) in try OpenFileLock.take(file) }) else {
            throw CommandError(
                .tryLater, at: Wording(bare), en: "another batch is running here", zh: "另一批次正在此处运行")
        }
    }

    /// The files of a batch.
    func files(_ name: String, _ format: BatchFormat) -> BatchFiles {
        BatchFiles(folder: self, name: name, format: format)
    }

    /// Removes the files of all but the newest batches; gives how many batches that were. What lies here beside them stays, whatever it is.
    func prune(keeping count: Int) -> Int {
        var files: [String: [String]] = [:]
        for file in (try? PosixFile.names(in: path)) ?? [] {
            guard let name = Self.batchName(of: file) else { continue }
            files[name, default: []].append(file)
        }
        let old = files.keys.sorted(by: Self.isOlder).dropLast(count)
        for name in old { for file in files[name] ?? [] { FileWriter.remove("\(path)/\(file)") } }
        return old.count
    }

    private static let suffixes = [".jsonl", ".csv", ".xlsx", ".lines", ".summary.json", ".checkpoint"]

    /// `2026-11-30T0330` or `2026-11-30T0330-2` of a file that a batch of that name has; nil of any other file.
    private static func batchName(of file: String) -> String? {
        guard let suffix = suffixes.first(where: { file.hasSuffix($0) }) else { return nil }
        let name = file.dropLast(suffix.count)
        let parts = name.split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2, WrittenTime.date(String(parts[0])) != nil else { return nil }
        let clock = parts[1].split(separator: "-", omittingEmptySubsequences: false)
        guard clock[0].count == 4, clock.count <= 2, clock.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) })
        else { return nil }
        return String(name)
    }

    /// By the moment, then by the number: the tenth of a minute comes after the second.
    private static func isOlder(_ left: String, _ right: String) -> Bool {
        func key(_ name: String) -> (String, Int) {
            (String(name.prefix(15)), Int(name.dropFirst(16)) ?? 1)
        }
        return key(left) < key(right)
    }

    /// A name for a batch that begins now: the moment in China, of which there is no batch yet.
    func newName(_ now: Timestamp) -> String {
        let local = OffsetTime(moment: now, offsetMinutes: 480).plainMinute
        let stem = local.replacing(" ", with: "T").replacing(":", with: "")
        var (name, count) = (stem, 1)
        while ["jsonl", "csv", "xlsx", "lines", "checkpoint"].contains(where: {
            FileWriter.exists("\(path)/\(name).\($0)")
        }) {
            count += 1
            name = "\(stem)-\(count)"
        }
        return name
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
