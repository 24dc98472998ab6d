import StrictJSON
import Values

extension EventReader {
    /// `readPoint`, `bizLocation`: an object with an id, and extensions.
    mutating func readPlace(_ value: Int) -> String? {
        guard isObject(value) else { return nil }
        var id: String?
        var hasID = false
        var walk = tape.members(of: value)
        while let (name, content) = walk.next(in: tape) {
            if fields.field(at: name, of: tape) == .id {
                hasID = true
                id = readURI(content)
            } else {
                checkExtension(name, content)
            }
        }
        if !hasID { report(value, en: "id is missing", zh: "缺少 id") }
        return id
    }

    /// bizTransactionList, sourceList, destinationList: objects with a type and an id under the name `id`, nothing else.
    mutating func readReferences(
        _ value: Int, id idField: EventField, types: CoreBusinessVocabulary.List, needsType: Bool
    ) -> [EPCISEvent.TypedReference] {
        guard isArray(value) else { return [] }
        var references: [EPCISEvent.TypedReference] = []
        var walk = tape.elements(of: value)
        while let element = walk.next(in: tape) {
            guard isObject(element) else { continue }
            if let reference = readReference(element, id: idField, types: types, needsType: needsType) {
                references.append(reference)
            }
        }
        return references
    }

    private mutating func readReference(
        _ value: Int, id idField: EventField, types: CoreBusinessVocabulary.List, needsType: Bool
    ) -> EPCISEvent.TypedReference? {
        var type: String?
        var id: String?
        var hasType = false
        var hasID = false
        var walk = tape.members(of: value)
        while let (name, content) = walk.next(in: tape) {
            switch fields.field(at: name, of: tape) {
            case .type:
                hasType = true
                type = readWord(content, of: types)
            case idField:
                hasID = true
                id = readURI(content)
            default: refuseExtension(name, content, of: idField.rawValue)
            }
        }
        if needsType, !hasType { report(value, en: "type is missing", zh: "缺少 type") }
        if !hasID {
            let name = idField.rawValue
            report(value, en: "\(name) is missing", zh: "缺少 \(name)")
        }
        return id.map { EPCISEvent.TypedReference(type: type, id: $0) }
    }

    /// persistentDisposition (ISO/IEC 19987 §7.3.3.4): dispositions set, unset, or both, neither empty, and nothing else.
    mutating func readPersistentDisposition(_ value: Int) {
        guard isObject(value) else { return }
        var disposition = EPCISEvent.PersistentDisposition()
        var hasAny = false
        var walk = tape.members(of: value)
        while let (name, content) = walk.next(in: tape) {
            switch fields.field(at: name, of: tape) {
            case .set:
                hasAny = true
                disposition.set = readDispositions(content)
            case .unset:
                hasAny = true
                disposition.unset = readDispositions(content)
            default: refuseExtension(name, content, of: "persistentDisposition")
            }
        }
        if !hasAny { report(value, en: "needs set or unset", zh: "缺少 set 或 unset") }
        event.persistentDisposition = disposition
    }

    private mutating func readDispositions(_ value: Int) -> [String] {
        guard isArray(value) else { return [] }
        var words: [String] = []
        var walk = tape.elements(of: value)
        if walk.isAtEnd { report(value, en: "must not be empty", zh: "不能为空") }
        while let element = walk.next(in: tape) {
            guard let word = readWord(element, of: vocabulary.disposition) else { continue }
            if words.contains(word) { reportRepetition(element, word) }
            words.append(word)
        }
        return words
    }

    /// errorDeclaration (ISO/IEC 19987 §7.4.1.3): when and why, the events that say it right, and extensions.
    mutating func readErrorDeclaration(_ value: Int) {
        guard isObject(value) else { return }
        var time: OffsetTime?
        var hasTime = false
        var declaration = EPCISEvent.ErrorDeclaration(
            declarationTime: Timestamp(milliseconds: 0), reason: nil, correctiveEventIDs: [])
        var walk = tape.members(of: value)
        while let (name, content) = walk.next(in: tape) {
            switch fields.field(at: name, of: tape) {
            case .declarationTime:
                hasTime = true
                time = readTime(content)
            case .reason: declaration.reason = readWord(content, of: vocabulary.errorReason)
            case .correctiveEventIDs: declaration.correctiveEventIDs = readURIs(content)
            default: checkExtension(name, content)
            }
        }
        if !hasTime {
            report(value, en: "declarationTime is missing", zh: "缺少 declarationTime（声明时间）")
        }
        guard let time else { return }
        declaration.declarationTime = time.moment
        event.errorDeclaration = declaration
    }

    /// certificationInfo: a URI or several.
    mutating func readCertification(_ value: Int) {
        if tape.kind(of: value) == .array {
            event.certificationInfo = readURIs(value)
        } else if let uri = readURI(value) {
            event.certificationInfo = [uri]
        }
    }

    /// A member of a structure that EPCIS has closed to extensions.
    mutating func refuseExtension(_ nameSlot: Int, _ value: Int, of structure: String) {
        let shown = tape.text(at: nameSlot).shown
        report(
            value, en: "unknown field \(shown); \(structure) takes no fields of one's own",
            zh: "未知字段 \(shown)；\(structure) 不允许自定义字段")
    }

    mutating func reportRepetition(_ value: Int, _ text: String) {
        report(value, en: "\(text.shown) stands twice in the list", zh: "列表中 \(text.shown) 重复")
    }
}
