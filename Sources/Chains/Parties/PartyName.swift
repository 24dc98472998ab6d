public import Codes
import EPCIS
public import Values

/// A party as a person names it: by its number (USCC), by a GLN of a place or party of its own, or by the name under which it is enrolled.
public struct PartyName: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case firm(uscc: String)
        case location(gln: String)
        case name(String)
    }

    /// As it was written.
    public let written: String
    let kind: Kind

    /// Why a text names no party.
    public enum Malformation: Error, Hashable {
        /// Empty or over 200 characters.
        case noName
        /// Written like a number or a code, and none.
        case code(CodeError)
        /// A code of something else.
        case otherCode

        public var wording: Wording {
            switch self {
            case .noName: Wording(en: "a party's name has 1 to 200 characters", zh: "主体名称应为 1 至 200 个字符")
            case .code(let error): error.wording
            case .otherCode:
                Wording(
                    en: "names no party: give a USCC, a GLN or the name of an enrolled firm",
                    zh: "不是主体：请提供统一社会信用代码、GLN 或已登记主体的名称")
            }
        }
    }

    /// 18 letters and digits are a USCC, 13 digits a GLN, what is written as a code that code; all else is a name.
    public init(_ written: String, codes: CodeReader = CodeReader()) throws(Malformation) {
        guard !written.isEmpty, written.unicodeScalars.count <= 200 else { throw .noName }
        self.written = written
        let isPlain = written.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) }
        let isNumber = written.utf8.allSatisfy { $0 &- 0x30 < 10 }
        let scheme: String? =
            isNumber && written.utf8.count == 13 ? "gln" : isPlain && written.utf8.count == 18 ? "uscc" : nil
        let isCode =
            ["urn:", "http://", "https://", "]"].contains { written.hasPrefix($0) }
            || written.hasPrefix("(") && written.dropFirst().first?.isWholeNumber == true
        guard scheme != nil || isCode else {
            kind = .name(written)
            return
        }
        switch PartyResolver(reader: codes).party(of: try Self.code(written, scheme, codes)) {
        case .firm(let uscc): kind = .firm(uscc: uscc)
        case .location(let gln): kind = .location(gln: gln)
        case .other: throw .otherCode
        }
    }

    private static func code(
        _ written: String, _ scheme: String?, _ codes: CodeReader
    ) throws(Malformation) -> CanonicalCode {
        do throws(CodeError) {
            if let scheme { return try codes.read(written, as: scheme) }
            return try codes.read(written)
        } catch {
            throw .code(error)
        }
    }

    /// Who is meant; nil where nobody who has to do with the chain is, or more than one.
    /// - Parameter names: of enrolled operators, by USCC.
    public func firm(in walk: TraceWalk, names: [String: String]) -> String? {
        let found: Set<String>
        switch kind {
        case .firm(let uscc): return uscc
        case .location(let gln): found = walk.firms(behind: gln)
        case .name(let name): found = Set(names.filter { $0.value == name }.keys)
        }
        return found.count == 1 ? found.first : nil
    }
}

extension TraceWalk {
    /// The firms that say of a GLN that it is theirs: they ship from it, or receive at it, in events of their own.
    func firms(behind gln: String) -> Set<String> {
        let resolver = PartyResolver()
        var firms: Set<String> = []
        for event in events {
            let side: EPCISEvent.TransferSide
            switch event.bizStep {
            case "shipping": side = .source
            case "receiving", "accepting": side = .destination
            default: continue
            }
            if resolver.parties(event.event, side).contains(.location(gln: gln)) { firms.insert(event.operatorUSCC) }
        }
        return firms
    }
}
