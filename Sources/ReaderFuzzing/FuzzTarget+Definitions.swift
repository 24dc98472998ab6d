import Codes
import EPCIS
import Interchange
import Profiles
import StrictJSON
import Values

extension FuzzTarget {
    /// A scheme that is accepted reads codes to one identity each, its own examples among them, and the other schemes stay.
    static func readScheme(_ bytes: [UInt8]) {
        // Most inputs end here, before the built-in files are read once more.
        guard let root = try? JSONDocument(bytes).root, root.kind == .object else { return }
        guard let schemes = try? CodeSchemeLibrary(overrides: ["fuzzed.json": bytes]) else { return }
        let codes = CodeReader(schemes: schemes)
        let examples = root["examples"].map { $0.elements.compactMap { $0["written"]?.string } } ?? []
        for written in examples.prefix(16) {
            read(written, with: codes)
            if let id = root["id"]?.string { _ = try? codes.read(written, as: id) }
        }
        for written in writtenCodes {
            guard let code = try? codes.read(written) else { broken("\(written) is read beside any scheme") }
            _ = codes.label(ofScheme: code.scheme)
        }
    }

    private static let writtenCodes = [
        "06901234567892", "(01)06901234567892(10)A1", "91350100M000100Y43", "SC10635010000013",
    ]

    /// A profile that is accepted can be asked about an event, and its template is a header whose rows become events.
    static func readProfile(_ bytes: [UInt8]) {
        guard let root = try? JSONDocument(bytes).root, root.kind == .object else { return }
        let file = root["steps"] == nil ? "fuzzed.json" : "steps.json"
        guard let library = try? ProfileLibrary(overrides: [file: bytes]) else { return }
        guard let profile = root["id"]?.string.flatMap(library.profile(named:)) ?? library.profiles.first else {
            return
        }
        guard let event = sampleEvent else { broken("there is an event to ask about") }
        _ = profile.problems(in: event)
        let template = ScanTemplate(profile: profile)
        var reader = CSVReader()
        reader.feed(template.csv(\.zh))
        reader.finish()
        guard let header = try? reader.next() else { broken("a template has a header") }
        let word = profile.steps.steps.first?.name ?? "commission"
        let cells = template.columns.map { cell($0, step: word) }
        reader = CSVReader()
        reader.feed(header.formatted() + Array((cells.joined(separator: ",") + "\n").utf8))
        reader.finish()
        var records: [CSVRecord] = []
        while let record = try? reader.next() { records.append(record) }
        map(records, by: profile)
    }

    private static func cell(_ column: ScanTemplate.Column, step: String) -> String {
        if column.heading.en == "step" { return step }
        return switch column.form {
        case .text: "(01)06901234567892(10)A1"
        case .date: "2026-03-01"
        case .time: "2026-03-01 08:30"
        case .number: "1"
        case .words(let words): words.first?.en ?? ""
        }
    }

    private static let sampleEvent = try? EPCISEvent(
        json: Array(
            """
            {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-03-01T08:30:00+08:00",\
            "eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":"receiving",\
            "epcList":["urn:epc:id:sgtin:6901234.056789.1"],"yima:lotNo":"A1"}
            """.utf8))
}
