import Codes
import CommandSupport
import Interchange
import Profiles
import Values

/// A workbook of scans: each row of one of its sheets becomes an event by the profile.
final class XLSXSource: EventSource {
    private let input: ByteSource
    private let profile: Profile
    private let operatorUSCC: String
    private let codes: CodeReader
    private let sheet: String?
    private let keepsRecords: Bool
    private var open: (reader: XLSXReader, mapper: ScanMapper)?
    private var isUnusable = false
    private(set) var refusedForm: RefusedForm?

    private var footers = PassedRows()
    /// The rows that the sheet does not show: the first, and how many there are.
    private var hidden: (first: Int, count: Int)?
    private var headerWords: [String] = []
    /// By the column of the sheet.
    private var columnWords: [Int: String] = [:]

    /// - Parameters:
    ///   - sheet: names the sheet where it is not the first one that is shown.
    ///   - keepsRecords: whether an event comes with its row as CSV, for the file of refused rows.
    init(
        _ input: ByteSource, profile: Profile, operatorUSCC: String, codes: CodeReader, sheet: String? = nil,
        keepsRecords: Bool
    ) {
        self.input = input
        self.profile = profile
        self.operatorUSCC = operatorUSCC
        self.codes = codes
        self.sheet = sheet
        self.keepsRecords = keepsRecords
    }

    func next() throws(CommandError) -> SourceItem? {
        guard !isUnusable else { return nil }
        if open == nil, let item = try begin() { return item }
        guard let (reader, mapper) = open else { return nil }
        var record: CSVRecord?
        do throws(ScanError) {
            record = try scanRow(reader, mapper)
            guard let record else {
                return footers.notice(sheet: reader.sheetName) ?? hiddenRows(reader) ?? hiddenColumns(reader)
            }
            if reader.isRowHidden { hidden = (hidden?.first ?? record.line, (hidden?.count ?? 0) + 1) }
            try mapper.refuseDays(reader.days, record)
            let parts = try mapper.seenParts(reader.parts, record)
            let scan = try mapper.scan(record)
            let notices = parts.isEmpty ? scan.notices : (parts + scan.notices)
            return .event(
                SourceEvent(
                    body: scan.event, line: record.line, record: keepsRecords ? record.formatted() : [],
                    notices: notices.map { SourceProblem($0, sheet: reader.sheetName) }, sheet: reader.sheetName,
                    mayHavePrivateElements: scan.hasPrivateElements, isNameless: scan.isNameless,
                    corrected: scan.corrected, isOfTable: true, unitless: scan.unitless))
        } catch {
            let problem = SourceProblem(error, sheet: reader.sheetName)
            // A row that was read, or as much of one as there was: with neither there is no more of the workbook.
            guard let refused = record ?? reader.refused else { return unusable(problem) }
            return .refused(problem, record: refused.formatted())
        }
    }

    /// The next row that is one of scans; nil at the end. What is amiss with the cells of another row is nobody's business.
    private func scanRow(_ reader: XLSXReader, _ mapper: ScanMapper) throws(ScanError) -> CSVRecord? {
        while true {
            do throws(ScanError) {
                guard let record = try reader.next() else { return nil }
                guard mapper.isNoScan(record) else { return record }
                footers.take(record, mapper)
            } catch {
                guard let record = reader.refused, mapper.isNoScan(record) else {
                    throw error.reason == .badValue ? named(error) : error
                }
                footers.take(record, mapper)
            }
            reader.passOver()
        }
    }

    /// What is amiss with a cell, with the column as the sheet names it.
    private func named(_ error: ScanError) -> ScanError {
        guard let word = columnWords[error.column]?.shown, !word.isEmpty else { return error }
        return ScanError(
            reason: error.reason, line: error.line, column: error.column,
            wording: Wording(en: "\(word): \(error.wording.en)", zh: "\(word)：\(error.wording.zh)"), hint: error.hint)
    }

    /// Opens the workbook and reads its header; gives what is wrong with them, or what is to be said first.
    private func begin() throws(CommandError) -> SourceItem? {
        let limits = XLSXLimits()
        guard let bytes = try input.rest(bytesMax: limits.fileBytesMax) else { return unusable(Self.tooLarge) }
        var name: String?
        do throws(ScanError) {
            let reader = try XLSXReader(bytes, sheet: sheet, limits: limits)
            name = reader.sheetName
            var header: CSVRecord?
            do throws(ScanError) {
                header = try self.header(reader)
                guard let header else { return nil }
                try begin(reader, header)
                refusedForm = .table(RefusedTable(head: header.formatted()))
                return unread(reader, bytes)
            } catch {
                // A sheet that has only a title says no more than one whose header is none. One that is meant as a table is none the less one.
                let hasNoTable = error.reason == .badHeader || error.reason == .badWorkbook
                guard sheet == nil, hasNoTable, !isMeant(header), let notice = try otherTable(reader, bytes) else {
                    throw error
                }
                return notice
            }
        } catch {
            return unusable(SourceProblem(error, sheet: name))
        }
    }

    /// Rows above a header that may be titles.
    private static let titlesMax = 10

    private func isMeant(_ header: CSVRecord?) -> Bool {
        header.map { ScanMapper.isMeantAsHeader($0, profile: profile) } ?? false
    }

    /// The first row of a sheet that is no title; nil for a sheet that is empty.
    private func header(_ reader: XLSXReader) throws(ScanError) -> CSVRecord? {
        for _ in 0..<Self.titlesMax {
            guard let header = try reader.next() else { return nil }
            guard ScanMapper.isTitle(header, profile: profile) else { return header }
            reader.passOverTitle()
        }
        return try reader.next()
    }

    private func begin(_ reader: XLSXReader, _ header: CSVRecord) throws(ScanError) {
        open = (reader, try mapper(header))
        headerWords = (0..<header.count).map { header[$0] }
        for index in 0..<header.count { columnWords[header.location(of: index).column] = header[index].trimmed }
    }

    /// The table of another sheet, where the first has none; nil where no other has one either.
    private func otherTable(_ first: XLSXReader, _ bytes: [UInt8]) throws(ScanError) -> SourceItem? {
        for name in first.otherSheets.prefix(Self.othersMax) {
            let reader = try XLSXReader(bytes, sheet: name)
            guard let header = try? header(reader) else { continue }
            do throws(ScanError) {
                try begin(reader, header)
            } catch {
                guard isMeant(header) else { continue }
                return unusable(SourceProblem(error, sheet: name))
            }
            refusedForm = .table(RefusedTable(head: header.formatted()))
            let read = Wording(
                en: "this sheet is read, since \(first.sheetName) has no table of scans",
                zh: "“\(first.sheetName)”中没有扫码表，改读此工作表")
            let rest = first.otherSheets.drop { $0 != name }.dropFirst()
            guard let others = unreadTables(among: rest, bytes) else {
                return .notice(SourceProblem(line: 1, column: 1, wording: read, sheet: reader.sheetName))
            }
            return .doubt(
                SourceProblem(
                    line: 1, column: 1,
                    wording: Wording(
                        en: "\(read.en); not \(others.en): --sheet names another",
                        zh: "\(read.zh)；未读取 \(others.zh)，可用 --sheet 指定"),
                    sheet: reader.sheetName))
        }
        return nil
    }

    private func mapper(_ header: CSVRecord) throws(ScanError) -> ScanMapper {
        try ScanMapper(profile: profile, operatorUSCC: operatorUSCC, codes: codes, header: header)
    }

    private func unusable(_ problem: SourceProblem) -> SourceItem {
        isUnusable = true
        return .unusable([problem])
    }

    private static let tooLarge = SourceProblem(
        line: 1, column: 1, wording: Wording(en: "a workbook has at most 32 MiB", zh: "工作簿不得超过 32 MiB"),
        hint: Wording(en: "save it as CSV, without bound", zh: "可另存为 CSV，不限大小"))
}

// MARK: What a person who looks at the workbook would not think

extension XLSXSource {
    /// So many other sheets are looked at: each look reads the workbook's strings again.
    private static let othersMax = 12

    /// That other sheets of scans are not read, where nobody said which to read.
    private func unread(_ reader: XLSXReader, _ bytes: [UInt8]) -> SourceItem? {
        guard sheet == nil else { return nil }
        guard let others = unreadTables(among: reader.otherSheets[...], bytes) else { return nil }
        return .doubt(
            SourceProblem(
                line: 1, column: 1,
                wording: Wording(
                    en: "only this sheet is read, not \(others.en); --sheet names another",
                    zh: "只读取此工作表，未读取 \(others.zh)；可用 --sheet 指定"),
                sheet: reader.sheetName))
    }

    /// Which of these sheets hold scans, or may; nil where none does.
    private func unreadTables(among names: ArraySlice<String>, _ bytes: [UInt8]) -> Wording? {
        let looked = names.prefix(Self.othersMax)
        let found = looked.filter { hasScans($0, bytes) }
        let rest = names.count - looked.count
        guard !found.isEmpty || rest > 0 else { return nil }
        let (en, zh) = (found.joined(separator: ", "), found.joined(separator: "、"))
        guard rest > 0 else { return Wording(en: en, zh: zh) }
        let isAlone = found.isEmpty
        return Wording(
            en: "\(en)\(isAlone ? "" : " and ")\(rest) more sheets", zh: "\(zh)\(isAlone ? "" : "及")另外 \(rest) 个工作表")
    }

    /// Whether a sheet is a table of scans, or meant as one, and has rows: a template that nobody filled in has nothing to be read.
    private func hasScans(_ name: String, _ bytes: [UInt8]) -> Bool {
        guard let reader = try? XLSXReader(bytes, sheet: name), let header = try? header(reader),
            isMeant(header) || (try? mapper(header)) != nil
        else { return false }
        do throws(ScanError) { return try reader.next() != nil } catch { return true }
    }

    /// At the end, that rows were read which the sheet does not show.
    private func hiddenRows(_ reader: XLSXReader) -> SourceItem? {
        guard let hidden else { return nil }
        self.hidden = nil
        return .notice(
            SourceProblem(
                line: hidden.first, column: 1,
                wording: Wording(
                    en: hidden.count == 1
                        ? "a hidden row was read as well" : "hidden rows were read as well: \(hidden.count.grouped)",
                    zh: "隐藏的行也已读取：\(hidden.count.grouped) 行"), sheet: reader.sheetName))
    }

    /// And that columns were.
    private func hiddenColumns(_ reader: XLSXReader) -> SourceItem? {
        let names = reader.hiddenColumns.filter(headerWords.indices.contains).map { headerWords[$0].shown }
        headerWords = []
        guard !names.isEmpty else { return nil }
        let list = names.prefix(20)
        return .notice(
            SourceProblem(
                line: 1, column: 1,
                wording: Wording(
                    en: "hidden columns were read as well: \(list.joined(separator: ", "))",
                    zh: "隐藏的列也已读取：\(list.joined(separator: "、"))"), sheet: reader.sheetName))
    }
}
