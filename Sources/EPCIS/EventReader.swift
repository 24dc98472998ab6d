import StrictJSON
import Values

/// Reads one event out of a parsed text, strictly, and goes on after a fault so that all faults are found at once.
///
/// What could be read stands in `event` also where there are problems: the ledger's index must find an event by its codes
/// even when it breaks a rule.
///
/// It cannot be copied: it carries a whole event, and a copy would count two dozen references.
package struct EventReader: ~Copyable {
    let tape: JSONTape
    /// The slot of the event.
    let root: Int
    let vocabulary: CoreBusinessVocabulary
    let fields = EventFieldTable.standard
    private(set) var names: NameScope
    /// Whether a prefix was met that only the outer context declares.
    var needsOuter = false
    var problems = ProblemList()
    /// Kind and time are meaningless unless `kind` and `time` were read.
    var event = EPCISEvent(
        kind: .object, eventTime: OffsetTime(moment: Timestamp(milliseconds: 0), offsetMinutes: 0))

    private var kind: EPCISEvent.Kind?
    private var time: OffsetTime?
    private var offsetMinutes: Int?
    private var hasTime = false
    private var hasOffset = false
    private var hasAction = false
    private var ilmd: Int?
    private var hasSensorElements = false

    init(_ value: JSONValue, outer: EventContext? = nil, vocabulary: CoreBusinessVocabulary = .standard) {
        tape = value.tape
        root = value.index
        names = NameScope(own: nil, outer: outer)
        self.vocabulary = vocabulary
    }

    /// Hands the event out, and leaves an empty one.
    mutating func take() -> EPCISEvent {
        var taken = EPCISEvent(kind: .object, eventTime: event.eventTime)
        swap(&taken, &event)
        return taken
    }

    /// Whether kind and time are known, so that `event` can be used.
    var isUsable: Bool { kind != nil && time != nil }

    mutating func read() {
        guard tape.kind(of: root) == .object else {
            return report(root, en: "an event is a JSON object", zh: "事件应为 JSON 对象")
        }
        if let context = tape.member(Name.context, of: root) {
            names.own = EventContext(context, of: tape, problems: &problems)
        }
        readKind()
        var walk = tape.members(of: root)
        while let (name, value) = walk.next(in: tape) {
            guard let field = fields.eventField(at: name, of: tape) else {
                readElement(name, value)
                continue
            }
            if let kind, !field.belongs(to: kind) {
                report(
                    value, en: "\(field.rawValue) does not belong in \(kind.rawValue)",
                    zh: "\(kind.rawValue) 不允许有 \(field.rawValue)")
            }
            read(field, value)
        }
        settleTime()
        checkRules()
        if kind == .foreign { forgetClaims() }
    }

    /// A step or state that an event of a foreign type names says what that type means by it, which is not known.
    private mutating func forgetClaims() {
        event.bizStep = nil
        event.disposition = nil
        event.persistentDisposition = nil
    }

    private static let kinds = ByteTable(EPCISEvent.Kind.allCases.map { ($0.rawValue, $0) })
    private static let actions = ByteTable(EPCISEvent.Action.allCases.map { ($0.rawValue, $0) })

    private mutating func readKind() {
        guard let type = tape.member(Name.type, of: root) else {
            return report(root, en: "type is missing", zh: "缺少 type（事件类型）")
        }
        kind = tape.findString(type, in: Self.kinds) ?? (isForeignType(type) ? .foreign : nil)
        if let kind {
            event.kind = kind
        } else {
            let kinds = EPCISEvent.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            report(
                type, en: "type must be one of \(kinds), or a URI of one's own",
                zh: "type 应为 \(kinds) 之一，或自定义类型的 URI")
        }
    }

    /// Whether a type is a URI, whole or with a declared prefix, outside the namespaces of the standard.
    private mutating func isForeignType(_ value: Int) -> Bool {
        guard tape.kind(of: value) == .string, URIGrammar.isURI(value, of: tape) else { return false }
        let text = tape.text(at: value)
        guard !["epcis:", "https://ref.gs1.org/epcis/", "http://ref.gs1.org/epcis/"].contains(where: text.hasPrefix)
        else {
            return false
        }
        let bytes = Array(text.utf8)
        guard let (_, isOuter) = try? names.meaning(of: 0..<bytes.count, in: bytes.span) else { return false }
        if isOuter { needsOuter = true }
        return true
    }

    private mutating func read(_ field: EventField, _ value: Int) {
        switch field {
        case .context, .type, .id, .bizTransaction, .source, .destination, .epcClass, .quantity, .uom, .set, .unset,
            .declarationTime, .reason, .correctiveEventIDs, .sensorMetadata, .sensorReport:
            break
        case .eventTime:
            hasTime = true
            time = readTime(value)
        case .eventTimeZoneOffset:
            hasOffset = true
            offsetMinutes = readOffset(value)
        case .recordTime: _ = readTime(value)
        case .eventID: event.eventID = readURI(value)
        case .certificationInfo: readCertification(value)
        case .errorDeclaration: readErrorDeclaration(value)
        case .action:
            hasAction = true
            readAction(value)
        case .bizStep: event.bizStep = readWord(value, of: vocabulary.bizStep)
        case .disposition: event.disposition = readWord(value, of: vocabulary.disposition)
        case .persistentDisposition: readPersistentDisposition(value)
        case .readPoint: event.readPoint = readPlace(value)
        case .bizLocation: event.bizLocation = readPlace(value)
        case .bizTransactionList:
            event.bizTransactionList = readReferences(
                value, id: .bizTransaction, types: vocabulary.bizTransactionType, needsType: false)
        case .sourceList:
            event.sourceList = readReferences(
                value, id: .source, types: vocabulary.sourceDestinationType, needsType: true)
        case .destinationList:
            event.destinationList = readReferences(
                value, id: .destination, types: vocabulary.sourceDestinationType, needsType: true)
        case .sensorElementList:
            readSensorElements(value)
            hasSensorElements = !tape.elements(of: value).isAtEnd
        case .parentID: event.parentID = readURI(value)
        case .epcList: event.epcList = kind == .object ? readDistinctURIs(value) : readURIs(value)
        case .quantityList: event.quantityList = readQuantities(value)
        case .childEPCs: event.childEPCs = readURIs(value)
        case .childQuantityList: event.childQuantityList = readQuantities(value)
        case .inputEPCList: event.inputEPCList = readDistinctURIs(value)
        case .inputQuantityList: event.inputQuantityList = readQuantities(value)
        case .outputEPCList: event.outputEPCList = readDistinctURIs(value)
        case .outputQuantityList: event.outputQuantityList = readQuantities(value)
        case .transformationID: event.transformationID = readURI(value)
        case .ilmd:
            ilmd = value
            readInstanceData(value)
        }
    }

    private mutating func readAction(_ value: Int) {
        event.action = tape.findString(value, in: Self.actions)
        if event.action == nil {
            report(
                value, en: "action must be ADD, OBSERVE or DELETE", zh: "action 应为 ADD、OBSERVE 或 DELETE")
        }
    }

    private mutating func settleTime() {
        if !hasTime { report(root, en: "eventTime is missing", zh: "缺少 eventTime（事件时间）") }
        if !hasOffset {
            report(root, en: "eventTimeZoneOffset is missing", zh: "缺少 eventTimeZoneOffset（时区）")
        }
        guard let time else { return }
        event.eventTime = OffsetTime(moment: time.moment, offsetMinutes: offsetMinutes ?? time.offsetMinutes)
    }
}

// MARK: Rules across fields

extension EventReader {
    /// What each kind of event must have (ISO/IEC 19987 §7.4.2 to §7.4.6).
    private mutating func checkRules() {
        guard let kind else { return }
        if kind != .transformation, kind != .foreign, !hasAction {
            report(root, en: "action is missing", zh: "缺少 action")
        }
        switch kind {
        case .object: checkObject()
        case .aggregation, .association: checkChildren(of: kind)
        case .transaction: checkTransaction()
        case .transformation: checkTransformation()
        case .foreign: break
        }
    }

    private mutating func checkObject() {
        if event.epcList.isEmpty, event.quantityList.isEmpty { checkPlaceOfSensors() }
        if let ilmd, event.action == .observe || event.action == .delete {
            report(ilmd, en: "ilmd goes only with action ADD", zh: "ilmd 只能与 action ADD 同用")
        }
    }

    /// A sensor may report on a place alone.
    private mutating func checkPlaceOfSensors() {
        guard hasSensorElements else {
            return report(
                root, en: "ObjectEvent needs a non-empty epcList or quantityList",
                zh: "ObjectEvent 的 epcList 与 quantityList 不能都为空")
        }
        guard event.readPoint == nil, event.bizLocation == nil else { return }
        report(
            root, en: "ObjectEvent with sensor data alone needs readPoint or bizLocation",
            zh: "仅有传感器数据的 ObjectEvent 需要 readPoint 或 bizLocation")
    }

    private mutating func checkChildren(of kind: EPCISEvent.Kind) {
        // An observed container may be unknown; an association always names what it is made with.
        if event.parentID == nil, kind == .association || event.action == .add || event.action == .delete {
            report(
                root, en: "\(kind.rawValue) needs parentID", zh: "\(kind.rawValue) 缺少 parentID（外包装或主体）")
        }
        // DELETE without children takes out all of them.
        if event.childEPCs.isEmpty, event.childQuantityList.isEmpty, event.action != .delete {
            report(
                root, en: "\(kind.rawValue) needs a non-empty childEPCs or childQuantityList",
                zh: "\(kind.rawValue) 的 childEPCs 与 childQuantityList 不能都为空")
        }
    }

    private mutating func checkTransaction() {
        if event.bizTransactionList.isEmpty {
            report(
                root, en: "TransactionEvent needs a non-empty bizTransactionList",
                zh: "TransactionEvent 的 bizTransactionList 不能为空")
        }
        if event.epcList.isEmpty, event.quantityList.isEmpty, event.parentID == nil, event.action != .delete {
            report(
                root, en: "TransactionEvent needs epcList, quantityList or parentID",
                zh: "TransactionEvent 需要 epcList、quantityList 或 parentID")
        }
    }

    private mutating func checkTransformation() {
        let hasInputs = !event.inputEPCList.isEmpty || !event.inputQuantityList.isEmpty
        let hasOutputs = !event.outputEPCList.isEmpty || !event.outputQuantityList.isEmpty
        // Parts of one long transformation share a transformationID; each shows what it has.
        if event.transformationID != nil {
            guard !hasInputs, !hasOutputs else { return }
            return report(
                root, en: "TransformationEvent needs inputs or outputs", zh: "TransformationEvent 缺少投入或产出")
        }
        if !hasInputs {
            report(
                root, en: "TransformationEvent without transformationID needs inputs",
                zh: "无 transformationID 的 TransformationEvent 缺少投入（input）")
        }
        if !hasOutputs {
            report(
                root, en: "TransformationEvent without transformationID needs outputs",
                zh: "无 transformationID 的 TransformationEvent 缺少产出（output）")
        }
    }
}
