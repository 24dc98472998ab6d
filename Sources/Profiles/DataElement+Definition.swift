import StrictJSON
import Values

/// What a definition of a data element may not say, though each of its members is well formed.
extension DataElement {
    /// Refuses a name that no event can hold, members that another type would need, and limits that nothing meets.
    func checkDefinition(_ node: DefinitionNode) throws(LocatedError) {
        try Self.checkName(try node.required("name"))
        for (member, types) in Self.typesByMember {
            guard let found = node.optional(member), !types.contains(type) else { continue }
            let words = types.map(\.rawValue).joined(separator: ", ")
            throw found.error(
                Wording(
                    en: "\(member) has a meaning for \(words) only", zh: "\(member)只用于类型\(words)"))
        }
        if let length = node.optional("maxLength"), lengthMax < 1 {
            throw length.error(Wording(en: "at least one character", zh: "至少应为1个字符"))
        }
        if let minimum, let maximum, maximum < minimum, let node = node.optional("maximum") {
            throw node.error(
                Wording(en: "no number is from \(minimum) to \(maximum)", zh: "最大值\(maximum)小于最小值\(minimum)"))
        }
    }

    private static let typesByMember: [(member: String, types: [ValueType])] = [
        ("maxLength", [.text]), ("masks", [.text, .code]), ("minimum", [.decimal, .integer]),
        ("maximum", [.decimal, .integer]), ("definite", [.text]), ("units", [.integer]), ("reckonedFrom", [.date]),
    ]

    /// lowerCamelCase, as it stands behind `yima:` in events of every format.
    private static func checkName(_ node: DefinitionNode) throws(LocatedError) {
        let name = Array(try node.string().utf8)
        let isWord =
            name.count <= nameLengthMax && name.allSatisfy { CodeByte.isLetter($0) || CodeByte.isDigit($0) }
            && name.first.map { CodeByte.isLetter($0) && !CodeByte.isUpper($0) } == true
        guard isWord else {
            throw node.error(
                Wording(
                    en: "a name is up to \(nameLengthMax) letters and digits, the first a small letter",
                    zh: "名称应为不超过\(nameLengthMax)位的字母和数字，以小写字母开头"))
        }
        guard !reserved.contains(try node.string()) else {
            throw node.error(
                Wording(en: "every event has a member of that name already", zh: "事件已有同名成员"))
        }
    }

    private static let nameLengthMax = 40

    /// What events of ours say under `yima:` besides data elements.
    private static let reserved: Set<String> = ["profile", "sealed"]
}
