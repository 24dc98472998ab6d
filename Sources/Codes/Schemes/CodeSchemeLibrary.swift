import StrictJSON
public import Values

/// The schemes of definition files: the built-in ones, any of which a file of the same name replaces, and others beside them.
public struct CodeSchemeLibrary: Sendable {
    /// In the order of their files' names.
    public let schemes: [CodeScheme]
    /// Those that are known by their form alone, by the length of a text.
    private let bareByLength: [[CodeScheme]]
    /// Those of them whose codes begin with letters: known also where a character was lost.
    let lettered: [CodeScheme]

    /// What the product ships with (`schema/schemes`).
    public static let builtIn: CodeSchemeLibrary = {
        do throws(LocatedError) {
            return try CodeSchemeLibrary()
        } catch {
            preconditionFailure("built-in \(error.file):\(error.line):\(error.column): \(error.wording.en)")
        }
    }()

    /// The built-in files by name.
    package static let builtInFiles: [String: [UInt8]] = [
        "sc.json": PackageResources.sc_json,
        "customs.json": PackageResources.customs_json,
        "gacc.json": PackageResources.gacc_json,
        "vetdrug.json": PackageResources.vetdrug_json,
        "sbt10680.json": PackageResources.sbt10680_json,
        "imo.json": PackageResources.imo_json,
        "fujian-trace.json": PackageResources.fujian_trace_json,
        "minhai-lot.json": PackageResources.minhai_lot_json,
    ]

    /// The built-in definitions with these files instead of those of the same name, or beside them.
    ///
    /// Throws the first place of a file that cannot be used: malformed, not to be told from another scheme, or with an
    /// example that is not read as it says.
    public init(overrides: [String: [UInt8]] = [:]) throws(LocatedError) {
        var schemes: [CodeScheme] = []
        // Dictionaries have no order; errors and precedence must have one.
        for (file, bytes) in Self.builtInFiles.merging(overrides, uniquingKeysWith: { $1 }).sorted(by: {
            $0.key < $1.key
        }) {
            let scheme = try CodeScheme(file: file, bytes: bytes)
            if schemes.contains(where: { $0.id == scheme.id }) {
                throw scheme.recognition.error(
                    Wording(en: "scheme \"\(scheme.id)\" is defined twice", zh: "编码体系“\(scheme.id)”重复定义"))
            }
            schemes.append(scheme)
        }
        self.schemes = schemes
        let bare = schemes.filter(\.isBare)
        bareByLength = (0...CodeText.lengthMax).map { length in
            bare.filter { $0.pattern.shapes.contains { $0.places.count == length } }
        }
        lettered = bare.filter { $0.pattern.leadingLiteral.first.map(CodeByte.isLetter) ?? false }
        for scheme in schemes where scheme.isBare { try checkDistances(of: scheme) }
        let reader = CodeReader(schemes: self)
        for scheme in schemes { for example in scheme.examples { try example.check(scheme, with: reader) } }
    }

    /// The scheme of that id.
    public func scheme(named id: String) -> CodeScheme? {
        schemes.first { $0.id == id }
    }

    func bare(ofLength length: Int) -> [CodeScheme] {
        bareByLength.indices.contains(length) ? bareByLength[length] : []
    }

    /// A code that is known by its form alone must differ from those of all other such schemes in two places at least, so
    /// that one misread character of a checked code never makes it a code of another scheme.
    private func checkDistances(of scheme: CodeScheme) throws(LocatedError) {
        let others =
            Self.otherForms
            + schemes.filter { $0.isBare && $0.id != scheme.id }.map { ($0.id, $0.check != nil, $0.pattern.shapes) }
        for (name, isChecked, shapes) in others {
            let wanted = isChecked || scheme.check != nil ? 2 : 1
            let isNear = scheme.pattern.shapes.contains { shape in
                shapes.contains { shape.distance(to: $0).map { $0 < wanted } ?? false }
            }
            guard isNear else { continue }
            throw scheme.recognition.error(
                Wording(
                    en: "a misread code may pass for one of \"\(name)\": only \"named\" is safe",
                    zh: "读错的编码可能被当作“\(name)”的编码：只能用 \"named\""))
        }
        if scheme.check == nil, scheme.pattern.shapes.contains(where: { $0.isDigits && $0.places.count < 16 }) {
            throw scheme.recognition.error(
                Wording(
                    en: "a few digits without a check may be any number: only \"named\" is safe",
                    zh: "较短且无校验位的纯数字无法与其他号码区分：只能用 \"named\""))
        }
    }

    /// The forms that are not in definition files and have a check character.
    private static let otherForms: [(String, Bool, [CodeShape])] = [
        ("uscc", true, [USCCForm.shape]), ("container", true, [ContainerForm.shape]),
        ("gtin", true, GTINForm.lengths.map { CodeShape(Array(repeating: .digits, count: $0)) }),
    ]
}
