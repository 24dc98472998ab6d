import Codes
import EPCIS
import Values

/// Reads cells that name places, parties and documents into the URIs that stand for them in an event.
struct PlacesReader {
    let row: ScanRow
    let steps: StepTable
    let codes: CodeReader
    let operatorUSCC: String

    /// The place of the `site` column: `https://id.gs1.org/414/…` for a GLN, `urn:yima:site:…` for a code that begins with
    /// the six digits of a GB/T 2260 region (`350521-COLD-1`).
    func site() throws(ScanError) -> String? {
        guard let written = row.cell(.site) else { return nil }
        if Self.isBareGLN(written) { return try bareGLN(written, in: .site).uri }
        guard Self.isRegionalSite(written) else {
            if let code = try? codes.read(written), code.scheme == "gln" { return code.uri }
            throw row.error(
                .badValue, .site,
                Wording(
                    en: "\(row.name(of: .site).en): “\(written.shown)” is not the code of a place",
                    zh: "\(row.name(of: .site).zh)：“\(written.shown)”不是地点编码"),
                hint: Wording(
                    en: "a GLN, or six digits of the region (GB/T 2260) and the site's own code: 350521-COLD-1",
                    zh: "请用GLN，或六位行政区划代码（GB/T 2260）加场所自编码，如350521-COLD-1"))
        }
        return "urn:yima:site:" + written
    }

    /// The party or place of a column (`from`, `to`), or the operator where the step says so.
    func party(in column: ScanColumn, orOperator isOperator: Bool) throws(ScanError) -> EPCISEvent.TypedReference? {
        guard let written = row.cell(column) else {
            return isOperator ? .init(type: "owning_party", id: "urn:yima:uscc:" + operatorUSCC) : nil
        }
        let code = Self.isBareGLN(written) ? try bareGLN(written, in: column) : try read(written, in: column)
        switch code.scheme {
        case "uscc": return .init(type: "owning_party", id: code.uri)
        case "gln": return .init(type: "location", id: code.uri)
        default:
            throw row.error(
                .badValue, column,
                Wording(
                    en: "\(row.name(of: column).en): “\(written.shown)” is not the number of a firm",
                    zh: "\(row.name(of: column).zh)：“\(written.shown)”不是单位的代码"),
                hint: Wording(en: "a USCC (18 characters) or a GLN", zh: "请用统一社会信用代码（18位）或GLN"))
        }
    }

    /// The documents of the `document` column: `type:number` or `type:number@issuer`, separated by `;`. Without an issuer's
    /// USCC the operator issued it.
    func documents() throws(ScanError) -> [EPCISEvent.TypedReference] {
        var documents: [EPCISEvent.TypedReference] = []
        for part in row.cell(.document)?.separated ?? [] { documents.append(try document(part)) }
        return documents
    }

    private func document(_ written: String) throws(ScanError) -> EPCISEvent.TypedReference {
        guard let colon = written.unicodeScalars.firstIndex(where: { $0 == ":" || $0 == "：" }) else {
            throw badDocument(written)
        }
        let word = String(written[..<colon]).trimmed
        guard let type = steps.documentType(named: word) else { throw badDocument(written) }
        let rest = written[written.unicodeScalars.index(after: colon)...]
        var (number, issuer) = (String(rest).trimmed, operatorUSCC)
        if let at = rest.utf8.lastIndex(of: UInt8(ascii: "@")) {
            number = String(rest[..<at]).trimmed
            let code = try read(String(rest[rest.utf8.index(after: at)...]).trimmed, in: .document)
            guard let uscc = code.part("uscc") else { throw badDocument(written) }
            issuer = uscc
        }
        guard !number.isEmpty, number.utf8.count <= 100 else { throw badDocument(written) }
        return .init(type: type, id: "urn:yima:document:\(issuer):\(PercentEncoding.encode(number))")
    }

    private func badDocument(_ written: String) -> ScanError {
        row.error(
            .badValue, .document,
            Wording(
                en:
                    "\(row.name(of: .document).en): “\(written.shown)” does not say what kind of paper it is, and its number",
                zh: "\(row.name(of: .document).zh)：“\(written.shown)”未写明单据类型和编号"),
            hint: Wording(en: "type:number, such as desadv:SH20260301-07", zh: "写作 类型:编号，如 发货单:SH20260301-07"))
    }

    /// Thirteen bare digits in a column of places are a GLN; anywhere else they would be a GTIN-13.
    private static func isBareGLN(_ written: String) -> Bool {
        written.utf8.count == 13 && written.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private func bareGLN(_ written: String, in column: ScanColumn) throws(ScanError) -> CanonicalCode {
        try read("(414)" + written, in: column)
    }

    private func read(_ written: String, in column: ScanColumn) throws(ScanError) -> CanonicalCode {
        do {
            return try codes.read(written)
        } catch {
            let text = PersonalNumber.first(in: written) == .identity ? "…" : written.shown
            if column != .site, error.reason == .unknownScheme, written.utf8.contains(where: { $0 >= 0x80 }) {
                throw row.error(
                    .badValue, column,
                    Wording(
                        en: "\(row.name(of: column).en): “\(text)” is a name, and the firm's number belongs here",
                        zh: "\(row.name(of: column).zh)：“\(text)”是名称，此处应填其代码"),
                    hint: Wording(
                        en: "its unified social credit code (18 characters, on the business licence) or GLN",
                        zh: "请填统一社会信用代码（18 位，见营业执照）或 GLN"))
            }
            // Nearly a firm's number is meant as one.
            if error.reason == .unknownScheme, Self.isNearlyUSCC(written, in: column),
                let error = problem(ofUSCC: written)
            {
                throw row.error(
                    .badValue, column, Self.said(error, of: written, in: row.name(of: column)),
                    hint: Self.partyForms(column))
            }
            throw row.error(
                .badValue, column,
                Self.said(error, of: written, in: row.name(of: column)),
                hint: error.reason == .unknownScheme ? Self.partyForms(column) : error.hint)
        }
    }

    private func problem(ofUSCC written: String) -> CodeError? {
        do {
            _ = try codes.read(written, as: "uscc")
            return nil
        } catch {
            return error
        }
    }

    /// What is wrong with a cell. A person's number is not repeated in a message that may be kept.
    private static func said(_ error: CodeError, of written: String, in column: Wording) -> Wording {
        let (en, zh) = error.reason == .personalNumber ? ("", "") : ("“\(written.shown)”: ", "“\(written.shown)”，")
        return Wording(en: "\(column.en): \(en)\(error.wording.en)", zh: "\(column.zh)：\(zh)\(error.wording.zh)")
    }

    private static func isNearlyUSCC(_ written: String, in column: ScanColumn) -> Bool {
        guard column == .to || column == .from, (15...21).contains(written.utf8.count) else { return false }
        return written.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) }
    }

    private static func partyForms(_ column: ScanColumn) -> Wording? {
        switch column {
        case .to, .from:
            Wording(
                en: "the firm's unified social credit code (18 characters, on the business licence) or GLN",
                zh: "请填统一社会信用代码（18 位，见营业执照）或 GLN")
        default: nil
        }
    }

    /// Six digits whose first two are a province's, then at most 40 of letters, digits, `-`, `.` and `_`.
    private static func isRegionalSite(_ written: String) -> Bool {
        let bytes = Array(written.utf8)
        guard bytes.count >= 6, bytes.count <= 46, bytes[..<6].allSatisfy({ (0x30...0x39).contains($0) }),
            (11...82).contains(Int(bytes[0] - 0x30) * 10 + Int(bytes[1] - 0x30))
        else { return false }
        return bytes[6...].allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
            default: false
            }
        }
    }
}
