import Codes
public import EPCIS
public import Values

/// What somebody wrote into the form behind a code, as it came: texts of a stranger.
public struct ReportDraft: Hashable, Sendable {
    /// The fields of the form.
    public enum Field: String, Hashable, Sendable, CaseIterable {
        case `class`, kind, district, text, place, contact
    }

    /// Why it is not taken.
    public enum Fault: Error, Hashable {
        /// Not what a form sends.
        case malformed
        case unknown(Field)
        /// Whoever asks for mediation must be reached.
        case contactNeeded
        case tooLong(Field)
        /// It holds the identity number of a person.
        case identityNumber(Field)

        /// The field that is to be looked at again; nil for the whole.
        public var field: Field? {
            switch self {
            case .malformed: nil
            case .contactNeeded: .contact
            case .unknown(let field), .tooLong(let field), .identityNumber(let field): field
            }
        }

        public var wording: Wording {
            switch self {
            case .malformed: Wording(en: "this is not what the form sends", zh: "提交内容格式有误")
            case .unknown: Wording(en: "choose one of these", zh: "请选择其中一项")
            case .contactNeeded:
                Wording(
                    en: "whoever asks for mediation must say how he is reached", zh: "请求调解须留下联系方式")
            case .tooLong: Wording(en: "too long: shorten it", zh: "内容过长，请缩短")
            case .identityNumber: PersonalNumber.identity.wording
            }
        }
    }

    private var values: [Field: String] = [:]

    /// The longest text of each field, in bytes.
    public static func bytesMax(_ field: Field) -> Int {
        switch field {
        case .class, .kind, .district: 64
        case .contact, .place: 600
        case .text: 3600
        }
    }

    /// The longest body of a form: every byte percent-encoded.
    public static let bodyBytesMax = 16_384

    public init() {}

    /// Reads the body of a form (`application/x-www-form-urlencoded`): each field once, none that the form has not.
    public init(form body: [UInt8]) throws(Fault) {
        guard body.count <= Self.bodyBytesMax, let text = String(validating: body, as: UTF8.self) else {
            throw .malformed
        }
        for pair in text.split(separator: "&") {
            let halves = pair.replacing("+", with: " ").split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, let name = PercentEncoding.decode(halves[0]), let field = Field(rawValue: name),
                let value = PercentEncoding.decode(halves[1]), values[field] == nil
            else { throw .malformed }
            values[field] = Self.calm(value)
        }
    }

    public subscript(field: Field) -> String {
        get { values[field] ?? "" }
        set { values[field] = Self.calm(newValue) }
    }

    /// Lines as lines, and nothing that commands a screen.
    private static func calm(_ text: String) -> String {
        var calm = String.UnicodeScalarView()
        for scalar in text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar == "\n": calm.append(scalar)
            case .control, .format, .surrogate, .privateUse, .unassigned: break
            default: calm.append(scalar)
            }
        }
        let lines = String(calm).split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var line = line.drop { $0 == " " }
            while line.last == " " { line.removeLast() }
            return line
        }
        var whole = lines.joined(separator: "\n")[...].drop { $0 == "\n" }
        while whole.last == "\n" { whole.removeLast() }
        return String(whole)
    }

    /// What is wrong with it, for whom it is asked again; none where it can be taken.
    /// - Parameter districts: those that may be chosen.
    public func faults(_ definitions: ComplaintDefinitions, districts: Set<String>) -> [Fault] {
        var faults: [Fault] = []
        if ComplaintOpening.Class(rawValue: self[.class]) == nil { faults.append(.unknown(.class)) }
        if !definitions.kinds.contains(where: { $0.word == self[.kind] }) { faults.append(.unknown(.kind)) }
        if !districts.contains(self[.district]) { faults.append(.unknown(.district)) }
        if self[.class] == ComplaintOpening.Class.complaint.rawValue, self[.contact].isEmpty {
            faults.append(.contactNeeded)
        }
        for field in [Field.text, .place, .contact] {
            if self[field].utf8.count > Self.bytesMax(field) {
                faults.append(.tooLong(field))
            } else if PersonalNumber.first(in: self[field]) == .identity {
                faults.append(.identityNumber(field))
            }
        }
        return faults
    }

    /// The private values of the event, each under a salt of its own. What is empty is none.
    public func disclosures(salts: SaltSource) -> [Disclosure] {
        ComplaintOpening.Sealed.allCases.compactMap { name in
            guard let field = Field(rawValue: name.rawValue), !self[field].isEmpty else { return nil }
            return Disclosure(name: name.rawValue, value: self[field], salt: salts())
        }
    }

    /// Whether each of these can be kept as a private value.
    public static func fit(_ disclosures: [Disclosure]) -> Bool {
        disclosures.allSatisfy { $0.text.utf8.count <= Disclosure.textBytesMax }
    }
}
