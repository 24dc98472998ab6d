import Codes
import CommandSupport
import Files
import LedgerClient
import LedgerProtocol
import Values

/// Asks a ledger for the codes of a selection and writes them to a file, sorted, each once.
///
/// Two written forms of one thing are one code: that which says most of it is kept. Which codes there are is the ledger's word; what is
/// found on each is proven.
struct CodeGathering {
    let ledger: LedgerConnection
    let codes: CodeReader
    let selection: CodeSelection
    let entries: Range<UInt64>

    /// - Returns: how many codes and events could not be read, counted each time that they were met.
    func write(to path: String) async throws(CommandError) -> Int {
        Self.removeLeftovers(of: path)
        let sorted = SortedLines(beside: path)
        var progress = ProgressBar(said("chosen", "已选取"), total: nil)
        defer { progress.finish() }
        var (count, unreadable, cursor): (Int, Int, String?) = (0, 0, nil)
        repeat {
            let page = try await ledger.touched(selection.query(entries: entries), cursor: cursor)
            guard page.upTo == entries.upperBound, page.next == nil || page.next != cursor else {
                throw CommandError(
                    .undecided, at: Wording(ledger.url), en: "the ledger's pages of codes do not fit together",
                    zh: "账本给出的编码页前后不符")
            }
            for code in page.codes { try sorted.add(line(of: code)) }
            count += page.codes.count
            unreadable += page.unreadable
            cursor = page.next
            progress.show(count, count: count)
        } while cursor != nil
        try Self.write(sorted, to: path)
        return unreadable
    }

    /// What a run left that was ended by force. Nobody else writes beside this file: its batch is locked.
    private static func removeLeftovers(of path: String) {
        let folder = PosixFile.directory(of: path)
        let start = (path.split(separator: "/").last.map(String.init) ?? path) + SortedLines.runMark
        for name in (try? PosixFile.names(in: folder)) ?? [] where name.hasPrefix(start) {
            FileWriter.remove("\(folder)/\(name)")
        }
    }

    /// What is sorted: the key of the thing first, then how it is written where that is more.
    private func line(of written: String) -> [UInt8] {
        guard let code = try? codes.read(written), code.key != written else { return Array(written.utf8) }
        return Array(code.key.utf8) + [Self.tab] + Array(written.utf8)
    }

    /// Sorts before every character of a code.
    private static let tab = UInt8(ascii: "\t")

    private static func write(_ sorted: SortedLines, to path: String) throws(CommandError) {
        let temporary = path + ".new"
        FileWriter.remove(temporary)
        let file = try LineFile(making: temporary)
        var (key, longest): (ArraySlice<UInt8>?, ArraySlice<UInt8>) = (nil, [])
        try sorted.finish { line throws(CommandError) in
            let end = line.firstIndex(of: tab)
            let (own, written) = (line[..<(end ?? line.endIndex)], end.map { line[($0 + 1)...] } ?? line)
            if let key, key.elementsEqual(own) {
                if written.count > longest.count { longest = written }
                return
            }
            if key != nil { try file.add(longest) }
            (key, longest) = (own, written)
        }
        if key != nil { try file.add(longest) }
        try file.sync()
        try FileWriter.attempt { () throws(PosixFile.Failure) in
            try WholeFile.give(temporary, name: path, existing: .replaced)
        }
    }
}

extension LedgerConnection {
    /// A page of codes that events name.
    fileprivate func touched(
        _ query: [(String, String)], cursor: String?
    ) async throws(CommandError) -> TouchedDocument {
        do {
            return try await client.touched(query + (cursor.map { [("cursor", $0)] } ?? []))
        } catch {
            throw failure(error)
        }
    }
}
