public import Codes
import Values

/// What a symbol carries for a code, and how people read the same.
public struct SymbolData: Hashable, Sendable {
    public let kind: SymbolKind
    /// The data as a scanner gives it back, without symbology identifier; separators as GS (U+001D).
    public let text: String
    /// The human-readable interpretation: bracketed for GS1 codes.
    public let interpretation: String
    /// The elements, where the symbol carries an element string.
    package let elements: [ElementString.Element]

    /// Scheme and host of Digital Links where none is named: GS1's own resolver.
    public static let domainDefault = "https://id.gs1.org"

    /// The data of a code; what is made is read back and must be the same code.
    ///
    /// - Parameters:
    ///   - code: what was read from `written`.
    ///   - written: the code as it was written; a QR code carries this where the code is not GS1's.
    ///   - domain: of the Digital Link: `http(s)://`, host, optional path, without query.
    public init(
        _ code: CanonicalCode, written: String, kind: SymbolKind, domain: String = domainDefault,
        reader: CodeReader = CodeReader()
    ) throws(LabelError) {
        guard Self.isGS1(code) else {
            guard kind == .qr else { throw Self.cannotCarry(kind, code) }
            let text = Self.plainText(code, written, reader)
            self.init(kind: kind, text: text, interpretation: text)
            return
        }
        let string: ElementString
        do { string = try ElementString(code, reader: reader) } catch {
            throw LabelError(.symbolCannotCarry, en: error.wording.en, zh: error.wording.zh)
        }
        switch kind {
        case .qr:
            // What no query may hold (a second key) is left to the lines beside the symbol.
            guard
                let link = (try? code.digitalLink(domain: domain))
                    ?? (try? code.digitalLink(domain: domain, withAttributes: false)),
                (try? reader.read(link))?.uri == code.uri
            else { throw Self.unusableDomain(domain) }
            self.init(kind: kind, text: link, interpretation: string.bracketed)
        case .datamatrix, .gs1128:
            guard kind != .gs1128 || string.data.utf8.count <= Self.gs1128Max else { throw Self.tooLongForGS1128 }
            self.init(kind: kind, text: string.data, interpretation: string.bracketed, elements: string.elements)
        case .ean13:
            guard let digits = Self.gtin13(code) else { throw Self.notABareGTIN }
            self.init(kind: kind, text: digits, interpretation: digits)
        }
    }

    init(kind: SymbolKind, text: String, interpretation: String, elements: [ElementString.Element] = []) {
        self.kind = kind
        self.text = text
        self.interpretation = interpretation
        self.elements = elements
    }

    private static func isGS1(_ code: CanonicalCode) -> Bool { code.uri.hasPrefix(domainDefault + "/") }

    /// The shortest text that reads back to the code: its own characters, else what was written, else its canonical URI.
    private static func plainText(_ code: CanonicalCode, _ written: String, _ reader: CodeReader) -> String {
        let own = code.parts.count == 1 ? code.parts[0].value : nil
        let last = code.uri.split(separator: ":").last.map(String.init)
        // A scanner's symbology identifier speaks of the symbol that was scanned, not of this one.
        let plain = written.trimmed.hasPrefix("]") ? String(written.trimmed.dropFirst(3)) : written.trimmed
        let candidates = [own, last, plain].compactMap(\.self)
        return candidates.first { (try? reader.read($0))?.uri == code.uri } ?? code.uri
    }

    /// The 13 digits, where the code is a bare GTIN-13 or GTIN-12.
    private static func gtin13(_ code: CanonicalCode) -> String? {
        guard code.parts.count == 1, let gtin = code.part("gtin"), gtin.hasPrefix("0"), !gtin.hasPrefix("000000")
        else { return nil }
        return String(gtin.dropFirst())
    }

    /// Characters of one GS1-128 symbol, separators counted (General Specifications 5.4.4).
    private static let gs1128Max = 48
}

extension SymbolData {
    private static func cannotCarry(_ kind: SymbolKind, _ code: CanonicalCode) -> LabelError {
        LabelError(
            .symbolCannotCarry,
            en: "\(kind.name.en) carries GS1 codes only, this is a code of the scheme \(code.scheme)",
            zh: "\(kind.name.zh) 只能承载 GS1 编码，此编码属于 \(code.scheme)",
            hint: Wording(en: "--symbol qr takes it", zh: "请用 --symbol qr"))
    }

    private static let notABareGTIN = LabelError(
        .symbolCannotCarry, en: "EAN-13 carries a GTIN of 12 or 13 digits and nothing else",
        zh: "EAN-13 只能承载 12 或 13 位商品条码，不能带其他内容",
        hint: Wording(
            en: "--symbol qr, datamatrix or gs1-128 takes the whole code", zh: "完整编码请用 --symbol qr、datamatrix 或 gs1-128"
        ))

    private static let tooLongForGS1128 = LabelError(
        .dataTooLong, en: "more than the \(gs1128Max) characters that one GS1-128 symbol takes",
        zh: "超过一个 GS1-128 条码可承载的 \(gs1128Max) 个字符",
        hint: Wording(en: "--symbol datamatrix or qr takes more", zh: "可改用 --symbol datamatrix 或 qr"))

    private static func unusableDomain(_ domain: String) -> LabelError {
        LabelError(
            .symbolCannotCarry, en: "“\(domain.prefix(80))” makes no Digital Link that reads back to the code",
            zh: "以“\(domain.prefix(80))”为域名的 Digital Link 无法读回原编码",
            hint: Wording(
                en: "give scheme and host, as https://id.example.cn", zh: "请写协议和主机名，如 https://id.example.cn"))
    }
}
