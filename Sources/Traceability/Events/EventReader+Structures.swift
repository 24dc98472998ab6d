extension EventReader {
    /// `readPoint`, `bizLocation`: an object with an id.
    mutating func readPlace(_ value: JSONValue) -> String? {
        guard isObject(value) else { return nil }
        var id: String?
        var hasID = false
        for member in value.members.raw {
            let content = JSONValue(tape: value.tape, index: member.value)
            if fields.field(at: member.name, of: value.tape) == .id {
                hasID = true
                id = readURI(content)
            } else {
                checkExtension(member.name, content)
            }
        }
        if !hasID { problems.add(at: value, en: "id is missing", zh: "缺少 id") }
        return id
    }

    /// A list of quantityElement (ISO/IEC 19987 §7.3.3.3).
    mutating func readQuantities(_ value: JSONValue) -> [EPCISEvent.Quantity] {
        guard isArray(value) else { return [] }
        var quantities: [EPCISEvent.Quantity] = []
        for element in value.elements {
            if let quantity = readQuantity(element) { quantities.append(quantity) }
        }
        return quantities
    }

    private mutating func readQuantity(_ value: JSONValue) -> EPCISEvent.Quantity? {
        guard isObject(value) else { return nil }
        var quantity = EPCISEvent.Quantity(epcClass: "")
        var hasClass = false
        for member in value.members.raw {
            let content = JSONValue(tape: value.tape, index: member.value)
            switch fields.field(at: member.name, of: value.tape) {
            case .epcClass:
                hasClass = true
                quantity.epcClass = readURI(content) ?? ""
            case .quantity: quantity.amount = readAmount(content)
            case .uom: quantity.uom = readUnit(content)
            default: checkExtension(member.name, content)
            }
        }
        if !hasClass { problems.add(at: value, en: "epcClass is missing", zh: "缺少 epcClass（物品类别）") }
        return quantity.epcClass.isEmpty ? nil : quantity
    }

    private mutating func readAmount(_ value: JSONValue) -> Amount? {
        guard let text = value.numberText else {
            problems.add(
                at: value, en: "quantity must be a number, without quotation marks", zh: "quantity 应为数字，不加引号")
            return nil
        }
        guard let amount = Amount(jsonNumber: text), amount >= .zero else {
            problems.add(
                at: value, en: "quantity must be at least 0, under 9.2 × 10¹², with at most 6 decimal places",
                zh: "quantity 不得小于 0，须小于 9.2 × 10¹²，小数最多 6 位")
            return nil
        }
        return amount
    }

    private mutating func readUnit(_ value: JSONValue) -> String? {
        guard let text = readText(value) else { return nil }
        if !Self.isUnit(value.tape.content(at: value.index)) {
            problems.add(
                at: value, en: "uom must be a UN/ECE Rec 20 code such as KGM", zh: "uom 应为 UN/ECE 20 号建议书的代码，例如 KGM")
        }
        return text
    }

    /// bizTransactionList, sourceList, destinationList: objects with a type and an id under the name `id`.
    mutating func readReferences(
        _ value: JSONValue, id idField: EventField, types: CoreBusinessVocabulary.List, needsType: Bool
    ) -> [EPCISEvent.TypedReference] {
        guard isArray(value) else { return [] }
        var references: [EPCISEvent.TypedReference] = []
        for element in value.elements {
            guard isObject(element) else { continue }
            var type: String?
            var id: String?
            var hasType = false
            var hasID = false
            for member in element.members.raw {
                let content = JSONValue(tape: element.tape, index: member.value)
                switch fields.field(at: member.name, of: element.tape) {
                case .type:
                    hasType = true
                    type = readWord(content, of: types)
                case idField:
                    hasID = true
                    id = readURI(content)
                default: checkExtension(member.name, content)
                }
            }
            if needsType, !hasType { problems.add(at: element, en: "type is missing", zh: "缺少 type") }
            if !hasID {
                let name = idField.rawValue
                problems.add(at: element, en: "\(name) is missing", zh: "缺少 \(name)")
            }
            if let id { references.append(EPCISEvent.TypedReference(type: type, id: id)) }
        }
        return references
    }

    /// persistentDisposition: dispositions set, unset, or both; checked and not kept.
    mutating func readPersistentDisposition(_ value: JSONValue) {
        guard isObject(value) else { return }
        var isEmpty = true
        for member in value.members.raw {
            let content = JSONValue(tape: value.tape, index: member.value)
            let field = fields.field(at: member.name, of: value.tape)
            guard field == .set || field == .unset else {
                checkExtension(member.name, content)
                continue
            }
            guard isArray(content) else { continue }
            for element in content.elements {
                isEmpty = false
                _ = readWord(element, of: vocabulary.disposition)
            }
        }
        if isEmpty { problems.add(at: value, en: "needs a non-empty set or unset", zh: "set 与 unset 不能都为空") }
    }

    /// errorDeclaration (ISO/IEC 19987 §7.4.1.3).
    mutating func readErrorDeclaration(_ value: JSONValue) {
        guard isObject(value) else { return }
        var time: OffsetTime?
        var hasTime = false
        var declaration = EPCISEvent.ErrorDeclaration(
            declarationTime: Timestamp(milliseconds: 0), reason: nil, correctiveEventIDs: [])
        for member in value.members.raw {
            let content = JSONValue(tape: value.tape, index: member.value)
            switch fields.field(at: member.name, of: value.tape) {
            case .declarationTime:
                hasTime = true
                time = readTime(content)
            case .reason: declaration.reason = readWord(content, of: vocabulary.errorReason)
            case .correctiveEventIDs: declaration.correctiveEventIDs = readURIs(content)
            default: checkExtension(member.name, content)
            }
        }
        if !hasTime {
            problems.add(at: value, en: "declarationTime is missing", zh: "缺少 declarationTime（声明时间）")
        }
        guard let time else { return }
        declaration.declarationTime = time.moment
        event.errorDeclaration = declaration
    }

    /// certificationInfo: a URI or several.
    mutating func readCertification(_ value: JSONValue) {
        if value.kind == .array { _ = readURIs(value) } else { _ = readURI(value) }
    }
}
