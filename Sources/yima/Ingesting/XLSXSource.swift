import CommandSupport
import Interchange
import Traceability

/// A workbook of scans: each row of its first sheet that is shown becomes an event by the profile.
final class XLSXSource: EventSource {
    private let input: ByteSource
    private let profile: Profile
    private let operatorUSCC: String
    private let codes: CodeReader
    private let sheet: String?
    private var open: (reader: XLSXReader, mapper: ScanMapper)?
    private var isUnusable = false
    private(set) var refusedHead: [UInt8]?

    /// `sheet` names the sheet where it is not the first.
    init(_ input: ByteSource, profile: Profile, operatorUSCC: String, codes: CodeReader, sheet: String? = nil) {
        self.input = input
        self.profile = profile
        self.operatorUSCC = operatorUSCC
        self.codes = codes
        self.sheet = sheet
    }

    func next() throws(CommandError) -> SourceItem? {
        guard !isUnusable else { return nil }
        if open == nil, let problem = try begin() { return unusable(problem) }
        guard let (reader, mapper) = open else { return nil }
        var record: CSVRecord?
        do throws(ScanError) {
            record = try reader.next()
            guard let record else { return nil }
            let scan = try mapper.scan(record)
            return .event(
                SourceEvent(
                    body: scan.event, line: record.line, record: record.formatted(),
                    notices: scan.notices.map { SourceProblem($0, sheet: reader.sheetName) }, sheet: reader.sheetName,
                    mayHavePrivateElements: scan.hasPrivateElements))
        } catch {
            let problem = SourceProblem(error, sheet: reader.sheetName)
            // A row that was read, or as much of one as there was: with neither there is no more of the workbook.
            guard let refused = record ?? reader.refused else { return unusable(problem) }
            return .refused(problem, record: refused.formatted())
        }
    }

    /// Opens the workbook and reads its header; gives what is wrong with them.
    private func begin() throws(CommandError) -> SourceProblem? {
        let limits = XLSXLimits()
        guard let bytes = try input.rest(bytesMax: limits.fileBytesMax) else { return Self.tooLarge }
        var name: String?
        do throws(ScanError) {
            let reader = try XLSXReader(bytes, sheet: sheet, limits: limits)
            name = reader.sheetName
            guard let header = try reader.next() else { return nil }
            let mapper = try ScanMapper(profile: profile, operatorUSCC: operatorUSCC, codes: codes, header: header)
            refusedHead = header.formatted()
            open = (reader, mapper)
            return nil
        } catch {
            return SourceProblem(error, sheet: name)
        }
    }

    private func unusable(_ problem: SourceProblem) -> SourceItem {
        isUnusable = true
        return .unusable([problem])
    }

    private static let tooLarge = SourceProblem(
        line: 1, column: 1, wording: Wording(en: "a workbook has at most 32 MiB", zh: "工作簿不得超过 32 MiB"),
        hint: Wording(en: "save it as CSV, without bound", zh: "可另存为 CSV，不限大小"))
}
