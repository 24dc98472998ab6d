import Codes
import StrictJSON
import Values

/// Looks at the codes of an event as they are written: those that a ledger would take and nobody could find again.
///
/// An event reader asks for URIs only, since the ledger keeps what was signed; whoever takes events in asks for more. A URI that is no
/// code here (another's address, an EPC of no GS1 key) is one's own: as a place or party it passes, of goods it is told that no look-up
/// finds them by it.
struct KeyCheck {
    let codes: CodeReader

    /// What is amiss with a code, and whether it can be nothing else. An address of somebody's own domain may only look like a link
    /// with a code: that is worth a word, and no refusal.
    struct Fault {
        let problem: LocatedError
        let isCertain: Bool
    }

    /// The faults of an event that the event reader took.
    ///
    /// - Parameter containerNumbers: what the event reader took for the values of `containerNo`.
    func faults(in event: JSONValue, containerNumbers: [String]) -> [Fault] {
        var found: [Fault] = []
        for (name, value) in event.members {
            switch EventField(rawValue: name) {
            case .epcList, .childEPCs, .inputEPCList, .outputEPCList:
                for element in value.elements { check(goods: element, &found) }
                findTwins(among: value, &found)
            case .parentID: check(goods: value, &found)
            case .transformationID: check(value, &found)
            case .quantityList, .childQuantityList, .inputQuantityList, .outputQuantityList:
                for element in value.elements {
                    let count = found.count
                    if let lot = element[EventField.epcClass.rawValue] { check(goods: lot, &found) }
                    if let unit = element[EventField.uom.rawValue] { check(unit: unit, &found) }
                    if !found[count...].contains(where: \.isCertain) { check(amountOf: element, &found) }
                }
                findTwinLots(in: value, &found)
            case .readPoint, .bizLocation:
                if let id = value[EventField.id.rawValue] {
                    check(id, &found)
                    check(place: id, &found)
                }
            case .sourceList: check(.source, ofEach: value, &found)
            case .destinationList: check(.destination, ofEach: value, &found)
            case .bizTransactionList:
                for element in value.elements {
                    if let paper = element[EventField.bizTransaction.rawValue] { check(paper: paper, &found) }
                }
            case .sensorElementList:
                for element in value.elements { checkRecorders(of: element, &found) }
            default: break
            }
        }
        for number in containerNumbers { check(containerNumber: number, in: event, &found) }
        findSelf(in: event, &found)
        findSameLot(in: event, &found)
        return found
    }

    /// Goods are no place; a package or container may be where something is read.
    private func check(place value: JSONValue, _ found: inout [Fault]) {
        guard let written = value.string, let names = try? codes.names(of: written), names.productKey != nil else {
            return
        }
        found.append(
            Fault(
                at: value,
                Wording(
                    en: "\(written.shown) is a product, lot or item, and no place",
                    zh: "\(written.shown) 是产品、批次或单品，不是地点"), isCertain: false))
    }

    private func check(_ field: EventField, ofEach list: JSONValue, _ found: inout [Fault]) {
        for element in list.elements {
            if let value = element[field.rawValue] { check(value, &found) }
        }
    }

    /// - Returns: whether it can be found by that code, or something was said of it.
    @discardableResult func check(_ value: JSONValue, _ found: inout [Fault]) -> Bool {
        guard let written = value.string else { return true }
        if PersonalNumber.isHeld(inCode: written, codes) {
            found.append(Fault(at: value, PersonalNumber.identity.wording, isCertain: true))
            return true
        }
        if let fault = WrittenAddress.fault(in: written) {
            let shown = written.shown
            found.append(
                Fault(
                    at: value, Wording(en: "\(shown): \(fault.wording.en)", zh: "\(shown)：\(fault.wording.zh)"),
                    isCertain: fault.isCertain))
            if fault.isCertain { return true }
        }
        do throws(CodeError) {
            _ = try codes.names(of: written)
        } catch {
            guard let isCertain = Self.isCertain(error, of: written) else { return false }
            found.append(Fault(error, at: value, isCertain: isCertain))
        }
        return true
    }

    /// Nil where the text is no code at all.
    private static func isCertain(_ error: CodeError, of written: String) -> Bool? {
        if WrittenAddress.isOfGS1(written) { return true }
        switch error.reason {
        case .unknownScheme, .unsupported, .empty, .ambiguous, .otherScheme: return nil
        case .personalNumber: return true
        default: return !written.prefix(4).lowercased().hasPrefix("http")
        }
    }

    // MARK: What stands twice

    /// The same thing in two forms, which as texts differ: published documents that show every form have it. And a whole product or lot
    /// among single things: of it nobody says how much, and lots have a list of their own.
    private func findTwins(among list: JSONValue, _ found: inout [Fault]) {
        var seen: [String: String] = [:]
        for element in list.elements {
            guard let written = element.string, let names = try? codes.names(of: written) else { continue }
            if names.key == names.lotKey || names.key == names.productKey {
                found.append(
                    Fault(
                        at: element,
                        Wording(
                            en:
                                "\(written.shown) is a whole lot or product among single things, without an amount: it belongs into a quantityList",
                            zh: "\(written.shown) 是整批或整类产品，列在单品中且没有数量：应写在 quantityList 中"), isCertain: false))
            }
            guard let other = seen.updateValue(written, forKey: names.key), other != written else { continue }
            found.append(
                Fault(
                    at: element,
                    Wording(
                        en: "\(written.shown) is the same thing as \(other.shown): it stands twice",
                        zh: "\(written.shown) 与 \(other.shown) 是同一对象，重复出现"), isCertain: false))
        }
    }

    /// A lot on two lines of a list: both amounts count, which may have been meant otherwise.
    private func findTwinLots(in list: JSONValue, _ found: inout [Fault]) {
        var walk = list.elements.makeIterator()
        guard walk.next() != nil, walk.next() != nil else { return }
        var seen: [String: String] = [:]
        for element in list.elements {
            guard let value = element[EventField.epcClass.rawValue], let written = value.string else { continue }
            guard let other = seen.updateValue(written, forKey: name(of: written)) else { continue }
            let same = other == written ? written.shown : "\(written.shown) (\(other.shown))"
            found.append(
                Fault(
                    at: value,
                    Wording(
                        en: "\(same) stands on two lines of this list: both amounts count",
                        zh: "\(same) 在此列表中出现两次：两处数量都会计入"), isCertain: false))
        }
    }

    /// A container that would be inside itself.
    private func findSelf(in event: JSONValue, _ found: inout [Fault]) {
        guard let parent = event[EventField.parentID.rawValue]?.string,
            let children = event[EventField.childEPCs.rawValue]
        else { return }
        let key = name(of: parent)
        for child in children.elements {
            guard let written = child.string, name(of: written) == key else { continue }
            found.append(
                Fault(
                    at: child,
                    Wording(en: "\(written.shown) would contain itself", zh: "\(written.shown) 不能包含其自身"),
                    isCertain: true))
        }
    }

    func name(of written: String) -> String { (try? codes.names(of: written).key) ?? written }

    // MARK: Elements

    /// The container that goods travelled in stands as it is painted on it, with a check digit.
    private func check(containerNumber written: String, in event: JSONValue, _ found: inout [Fault]) {
        do throws(CodeError) {
            _ = try codes.read(written, as: "container")
        } catch {
            found.append(Fault(error, at: place(ofElement: "containerNo", in: event) ?? event, isCertain: true))
        }
    }

    /// Where an element stands, under whatever prefix.
    private func place(ofElement element: String, in event: JSONValue) -> JSONValue? {
        let objects = [event, event[EventField.ilmd.rawValue]].compactMap { $0 }
        return objects.lazy.flatMap(\.members).first { $0.0.hasSuffix(element) }?.1
    }
}

extension KeyCheck.Fault {
    fileprivate init(_ error: CodeError, at value: JSONValue, isCertain: Bool) {
        let shown = value.string?.shown ?? ""
        // A person's number is not repeated in a message that may be kept.
        let what = error.reason == .personalNumber ? "" : "\(shown): "
        problem = LocatedError(
            at: value, Wording(en: what + error.wording.en, zh: what + error.wording.zh))
        self.isCertain = isCertain
    }

    init(at value: JSONValue, _ wording: Wording, isCertain: Bool) {
        problem = LocatedError(at: value, wording)
        self.isCertain = isCertain
    }
}
