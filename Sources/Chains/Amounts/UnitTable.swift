import StrictJSON
public import Values

/// Units of measure and kinds of package by their codes (UN/ECE Recommendations 20 and 21): the definition file
/// `schema/units/units.json`.
///
/// A unit stands in it where its factor to gram, millilitre, metre or piece is an exact decimal. A package holds what its product
/// says (`PackContent`), so it has a name here and no factor.
public struct UnitTable: Sendable {
    struct Conversion: Sendable {
        let base: Measure.Unit
        /// 10⁻¹⁸ of the base unit that one of the unit is: times millionths, `Measure.quanta`.
        let factor: Int128
    }

    private var conversions: [String: Conversion] = [:]
    private var names: [String: Wording] = [:]
    /// The day from which the file holds, and the publications that it is taken from.
    public let validFrom: CalendarDate
    public let source: String

    public static let builtIn: UnitTable = {
        do throws(LocatedError) {
            return try UnitTable(json: PackageResources.units_json)
        } catch {
            preconditionFailure("built-in \(error.file):\(error.line):\(error.column): \(error.wording.en)")
        }
    }()

    /// - Parameter file: the name under which errors speak of it.
    public init(json bytes: [UInt8], file: String = "units.json") throws(LocatedError) {
        let root = try DefinitionNode(file: file, bytes: bytes)
        try root.checkMembers([
            "version", "validFrom", "source", "exactness", "mass", "volume", "length", "count", "packages",
        ])
        validFrom = try root.required("validFrom").date()
        source = try root.required("source").string()
        for kind in ["mass", "volume", "length", "count"] { try readKind(try root.required(kind)) }
        for node in try root.required("packages").elements() {
            try node.checkMembers(["code", "en", "zh"])
            try readName(node)
        }
    }

    /// What one of the unit is in its base unit; nil for packages and for unknown codes.
    func conversion(of code: String) -> Conversion? { conversions[code] }

    /// What people call the unit or package: `carton` is 箱. Nil for an unknown code.
    public func name(of code: String) -> Wording? { names[code] }

    /// Every code that converts to a base unit, in the order of their bytes.
    public var convertedCodes: [String] { conversions.keys.sorted() }
}

extension UnitTable {
    /// The words of the file for what `Measure` counts in.
    private enum Base: String, CaseIterable {
        case gram, millilitre, metre, piece

        var unit: Measure.Unit {
            switch self {
            case .gram: .gram
            case .millilitre: .millilitre
            case .metre: .metre
            case .piece: .piece
            }
        }
    }

    private mutating func readKind(_ kind: DefinitionNode) throws(LocatedError) {
        try kind.checkMembers(["base", "units"])
        let base = try kind.required("base").word(Base.self).unit
        for node in try kind.required("units").elements() {
            try node.checkMembers(["code", "factor", "en", "zh"])
            let written = try node.required("factor")
            guard let factor = Self.factor(try written.string()) else {
                throw written.error(
                    Wording(
                        en: "expected a decimal over 0 in quotes, with at most 18 decimals",
                        zh: "应为大于0的带引号十进制数，小数最多18位"))
            }
            conversions[try readName(node)] = Conversion(base: base, factor: factor)
        }
    }

    @discardableResult
    private mutating func readName(_ node: DefinitionNode) throws(LocatedError) -> String {
        let code = try node.required("code").string()
        let name = Wording(en: try node.required("en").string(), zh: try node.required("zh").string())
        guard names.updateValue(name, forKey: code) == nil else {
            throw node.error(Wording(en: "unit \(code.shown) stands twice", zh: "单位 \(code.shown) 重复"))
        }
        return code
    }

    /// A decimal in 10⁻¹⁸; nil where it is none, is not over zero or does not fit.
    private static func factor(_ text: String) -> Int128? {
        let halves = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = halves.count == 2 ? halves[1] : ""
        guard !halves[0].isEmpty, halves.count == 1 || !fraction.isEmpty, fraction.utf8.count <= 18 else { return nil }
        var value: Int128 = 0
        let padding = String(repeating: "0", count: 18 - fraction.utf8.count)
        for digit in Array(halves[0].utf8) + Array(fraction.utf8) + Array(padding.utf8) {
            guard digit &- 0x30 < 10 else { return nil }
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = shifted.addingReportingOverflow(Int128(digit &- 0x30))
            guard !overflow, !sumOverflow else { return nil }
            value = sum
        }
        return value > 0 ? value : nil
    }
}
