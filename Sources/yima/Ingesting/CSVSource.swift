import ArgumentParser
import Codes
import CommandSupport
import Interchange
import Profiles
import Values

/// A CSV of scans: each row becomes an event by the profile.
final class CSVSource: EventSource {
    private let input: ByteSource
    private var source: DecodedSource
    private var isBegun = false
    private let profile: Profile
    private let operatorUSCC: String
    private let codes: CodeReader
    private var separator = FieldSeparator.comma
    /// Whether the text handed out last ends inside a quoted field.
    private var isQuoted = false
    private var reader = CSVReader()
    private var mapper: ScanMapper?
    private(set) var refusedForm: RefusedForm?

    /// Decoded text that was not handed to the reader yet.
    private var text: ArraySlice<UInt8> = []
    /// What was handed to the reader since the last record ended: the record as it stands in the file.
    private var raw: [UInt8] = []
    private var isFinished = false
    private var isUnusable = false
    /// Rows above the header that were passed over.
    private var titleCount = 0
    private static let titlesMax = 10
    /// The first of them.
    private var title: String?
    private var footers = PassedRows()

    init(
        _ input: ByteSource, profile: Profile, operatorUSCC: String, encoding: TextEncoding, codes: CodeReader
    ) {
        self.input = input
        source = DecodedSource(input, encoding)
        self.profile = profile
        self.operatorUSCC = operatorUSCC
        self.codes = codes
    }

    func next() throws(CommandError) -> SourceItem? {
        guard !isUnusable else { return nil }
        if !isBegun {
            isBegun = true
            if let problem = ForeignFile.problem(try input.peek()) { return unusable(problem) }
        }
        while true {
            let reading = Result { () throws(ScanError) in try reader.next() }
            switch reading {
            case .success(let record?):
                if let item = take(record) { return item }
            case .success(nil):
                if isFinished { return mapper == nil ? unusable(noHeader) : footers.notice(sheet: nil) }
                do throws(DecodedSource.Failure) {
                    try feedLine()
                } catch {
                    switch error {
                    case .scan(let error): return unusable(SourceProblem(error))
                    case .command(let error): throw error
                    }
                }
            case .failure(let error):
                // A header that cannot be read leaves the rows without meaning.
                guard mapper != nil else { return unusable(SourceProblem(error)) }
                defer { raw = [] }
                return .refused(SourceProblem(error), record: Self.withoutRemarks(raw))
            }
        }
    }

    private func take(_ record: CSVRecord) -> SourceItem? {
        defer { raw = [] }
        do throws(ScanError) {
            guard let mapper else {
                if titleCount < Self.titlesMax, ScanMapper.isTitle(record, profile: profile) {
                    titleCount += 1
                    title = title ?? (0..<record.count).map { record[$0].trimmed }.first { !$0.isEmpty }
                    reader.passOverTitle()
                    return nil
                }
                mapper = try ScanMapper(profile: profile, operatorUSCC: operatorUSCC, codes: codes, header: record)
                refusedForm = .table(
                    RefusedTable(head: raw, separator: separator, encoding: source.encoding))
                return nil
            }
            if mapper.isNoScan(record) {
                footers.take(record, mapper)
                return nil
            }
            let scan = try mapper.scan(record)
            return .event(
                SourceEvent(
                    body: scan.event, line: record.line, record: Self.withoutRemarks(raw),
                    notices: scan.notices.map { SourceProblem($0) },
                    mayHavePrivateElements: scan.hasPrivateElements, isNameless: scan.isNameless,
                    corrected: scan.corrected, isOfTable: true, unitless: scan.unitless))
        } catch {
            return mapper == nil
                ? unusable(SourceProblem(error)) : .refused(SourceProblem(error), record: Self.withoutRemarks(raw))
        }
    }

    /// A record without what the reader passed over before it: empty lines, and explanations under the header.
    private static func withoutRemarks(_ raw: [UInt8]) -> [UInt8] {
        var rest = raw[...]
        while let first = rest.first {
            let isRemark = rest.starts(with: "#".utf8) || rest.starts(with: "\"#".utf8)
            guard isRemark || first == 0x0A || first == 0x0D else { break }
            var isQuoted = false
            let end = rest.firstIndex { byte in
                if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
                return byte == 0x0A && !isQuoted
            }
            guard let end, end + 1 < rest.endIndex else { break }
            rest = rest[(end + 1)...]
        }
        return rest.count == raw.count ? raw : Array(rest)
    }

    /// Hands the next line to the reader, so that a record ends where the handed text does and its bytes are known.
    private func feedLine() throws(DecodedSource.Failure) {
        while text.isEmpty {
            guard let chunk = try source.next() else {
                isFinished = true
                return reader.finish()
            }
            text = chunk[...]
        }
        let end = text.firstIndex(of: 0x0A).map { $0 + 1 } ?? text.endIndex
        if mapper == nil, let separator = CSVReader.separator(ofHeader: text[..<end]) {
            self.separator = separator
            reader.separate(by: separator.byte)
        }
        let line = separator.replaced(in: text[..<end], isQuoted: &isQuoted)
        reader.feed(line)
        if raw.count < Self.rawBytesMax { raw += line }
        text = text[end...]
    }

    private func unusable(_ problem: SourceProblem) -> SourceItem {
        isUnusable = true
        return .unusable([problem])
    }

    /// More than the reader takes for one record.
    private static let rawBytesMax = 2 << 20

    /// Why there is no table: nothing at all, or rows among which none names columns.
    private var noHeader: SourceProblem {
        guard let title else {
            return SourceProblem(
                line: 1, column: 1, wording: Wording(en: "the file is empty: no header row", zh: "文件为空：没有表头"))
        }
        return SourceProblem(
            line: 1, column: 1,
            wording: Wording(
                en: "no header row is found: “\(title.shown)” names no columns", zh: "找不到表头：“\(title.shown)”中没有列名"),
            hint: Wording(
                en:
                    "a row must name the columns, 时间, 环节, 编码 at least, parted by commas; yima profile \(profile.id) --template csv writes one",
                zh: "须有一行列名，至少有时间、环节、编码，以逗号分隔；可用 yima profile \(profile.id) --template csv 生成"))
    }
}

/// The encodings of CSV files, by the words of the option.
enum CSVEncoding: String, ExpressibleByArgument, CaseIterable {
    case utf8, gb18030

    var text: TextEncoding {
        switch self {
        case .utf8: .utf8
        case .gb18030: .gb18030
        }
    }
}
