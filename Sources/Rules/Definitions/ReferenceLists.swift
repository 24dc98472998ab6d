import StrictJSON
public import Values

/// What the rules look things up in: banned drugs, limits of residues, species that need a catch certificate. Each entry has the day
/// from which it holds, perhaps the last, and its source: an event is judged by the lists of its own day.
public struct ReferenceLists: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        let name: Wording
        /// In small letters.
        let names: [String]
        let validFrom: CalendarDate
        let validTo: CalendarDate?
        let source: String
        /// Forms of goods, `element=value`, that are of it whatever they are called.
        let forms: [String]
        /// The figures of its list.
        let figures: [String: Amount]

        func holds(on day: CalendarDate) -> Bool {
            validFrom.daysSinceEpoch <= day.daysSinceEpoch
                && validTo.map { day.daysSinceEpoch <= $0.daysSinceEpoch } ?? true
        }
    }

    struct Limit: Hashable, Sendable {
        let name: Wording
        let microgramsPerKilogram: Amount
        let source: String
    }

    /// How much of a product may come out of what goes into it, in percent of the mass.
    struct Yield: Hashable, Sendable {
        let name: Wording
        /// What is usual at most (MASS-2).
        let usualPercent: Amount
        /// What is possible at most (MASS-1).
        let possiblePercent: Amount
    }

    private enum List: String, CaseIterable {
        case bannedDrugs, residueLimits, catchCertificateSpecies, yields, shortages

        var figureNames: [String] {
            switch self {
            case .residueLimits: ["microgramsPerKilogram"]
            case .yields: ["usualPercentMax", "possiblePercentMax"]
            case .shortages: ["percentMax"]
            case .bannedDrugs, .catchCertificateSpecies: []
            }
        }
    }

    private var lists: [List: [Entry]] = [:]
    /// Nothing but Monday to Friday where the file has none.
    public private(set) var workingDays = WorkingDays()

    /// What the product ships with (`schema/rules/lists.json`).
    public static let builtIn: ReferenceLists = {
        do throws(LocatedError) {
            return try ReferenceLists(json: builtInFile)
        } catch {
            preconditionFailure("built-in \(error.file):\(error.line):\(error.column): \(error.wording.en)")
        }
    }()

    static let builtInFile: [UInt8] = PackageResources.lists_json

    /// Reads a whole file, strictly: every fault is located.
    /// - Parameter file: the name under which errors speak of it.
    public init(json bytes: [UInt8], file: String = "lists.json") throws(LocatedError) {
        let reader = DefinitionReader(file: file)
        let root = try reader.root(bytes)
        for (name, value) in root.members where name != "version" {
            if name == "workingDays" {
                workingDays = try reader.workingDays(value)
                continue
            }
            guard let list = List(rawValue: name) else { throw reader.unknown(name, at: value) }
            lists[list] = try reader.entries(value, figures: list.figureNames)
        }
    }

    /// The banned drug that a test's item names; nil where it names none.
    func bannedDrug(_ item: String, on day: CalendarDate) -> Wording? {
        entry(.bannedDrugs, in: item, on: day)?.name
    }

    /// The limit of the drug that a test's item names; nil where it names none, or several of different limits.
    func residueLimit(_ item: String, on day: CalendarDate) -> Limit? {
        guard let entry = entry(.residueLimits, in: item, on: day), let limit = entry.figures["microgramsPerKilogram"]
        else {
            return nil
        }
        return Limit(name: entry.name, microgramsPerKilogram: limit, source: entry.source)
    }

    /// Whether an import of the species (FAO 3-alpha code or Latin name) needs a catch certificate.
    func needsCatchCertificate(_ species: String, on day: CalendarDate) -> Bool {
        let species = species.lowercased()
        return (lists[.catchCertificateSpecies] ?? []).contains { $0.holds(on: day) && $0.names.contains(species) }
    }

    /// The yield of a product or process by its name: of several words that it has, the longest counts.
    func yield(of names: [String], on day: CalendarDate) -> Yield? {
        let names = names.map { $0.lowercased() }
        let named = (lists[.yields] ?? []).filter { $0.holds(on: day) }.flatMap { entry in
            entry.names.filter { word in names.contains { $0.contains(word) } }.map { (entry, $0) }
        }
        guard let (entry, _) = named.max(by: { $0.1.count < $1.1.count }),
            let usual = entry.figures["usualPercentMax"], let possible = entry.figures["possiblePercentMax"]
        else { return nil }
        return Yield(name: entry.name, usualPercent: usual, possiblePercent: possible)
    }

    /// How much less of goods may arrive than was sent, in percent of that: what drips, wilts or dies on the way. Nil where the list has
    /// nothing of them; of several that fit the least, so that no second word on a label allows more.
    /// - Parameters:
    ///   - names: what the goods are called.
    ///   - forms: what is said of their form, `element=value`.
    func shortagePercent(of names: [String], forms: Set<String>, on day: CalendarDate) -> Amount? {
        let names = names.map { $0.lowercased() }
        return (lists[.shortages] ?? []).filter { entry in
            entry.holds(on: day)
                && (!forms.isDisjoint(with: entry.forms)
                    || entry.names.contains { word in names.contains { $0.contains(word) } })
        }.compactMap { $0.figures["percentMax"] }.min()
    }

    /// The elements in which the forms of that list stand.
    var shortageForms: Set<String> {
        Set((lists[.shortages] ?? []).flatMap(\.forms).compactMap { $0.split(separator: "=").first.map(String.init) })
    }

    /// The one entry that a text names; a text that names several says nothing of which of them a value is.
    private func entry(_ list: List, in text: String, on day: CalendarDate) -> Entry? {
        let text = text.lowercased()
        let found = (lists[list] ?? []).filter { entry in
            entry.holds(on: day) && entry.names.contains { Self.isNamed($0, in: text) }
        }
        return found.count == 1 ? found.first : nil
    }

    /// A Latin word must stand alone: `SEM` is no part of another word.
    private static func isNamed(_ name: String, in text: String) -> Bool {
        guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return text.contains(name) }
        return text.ranges(of: name).contains { range in
            let before = range.lowerBound == text.startIndex ? nil : text[text.index(before: range.lowerBound)]
            let after = range.upperBound == text.endIndex ? nil : text[range.upperBound]
            return [before, after].allSatisfy { $0.map { !($0.isASCII && $0.isLetter) } ?? true }
        }
    }
}

/// `lists.json`.
extension DefinitionReader {
    fileprivate func entries(_ value: JSONValue, figures: [String]) throws(LocatedError) -> [ReferenceLists.Entry] {
        try known(try object(value), ["source", "validFrom", "entries"])
        guard let list = value["entries"], list.kind == .array else { throw missing("entries", in: value) }
        var entries: [ReferenceLists.Entry] = []
        for element in list.elements { entries.append(try entry(element, of: value, figures)) }
        return entries
    }

    private func entry(
        _ value: JSONValue, of list: JSONValue, _ figureNames: [String]
    ) throws(LocatedError) -> ReferenceLists.Entry {
        try known(try object(value), ["en", "zh", "names", "forms", "source", "validFrom", "validTo"] + figureNames)
        guard let names = value["names"], names.kind == .array, !names.elements.isEmpty else {
            throw missing("names", in: value)
        }
        var words: [String] = []
        for name in names.elements { words.append(try text(name).lowercased()) }
        var forms: [String] = []
        for form in value["forms"].map({ Array($0.elements) }) ?? [] {
            let written = try text(form)
            guard written.split(separator: "=", omittingEmptySubsequences: false).count == 2 else {
                throw error(form, Wording(en: "expected element=value", zh: "应为“数据项=值”"))
            }
            forms.append(written)
        }
        var figures: [String: Amount] = [:]
        for name in figureNames {
            let member = try member(name, of: value)
            guard let figure = (member.string ?? member.numberText).flatMap({ Amount($0) }), figure >= .zero else {
                throw error(member, Wording(en: "expected a decimal that is not negative", zh: "应为非负十进制数"))
            }
            figures[name] = figure
        }
        let from = try member("validFrom", of: value["validFrom"] == nil ? list : value)
        let source = try member("source", of: value["source"] == nil ? list : value)
        return ReferenceLists.Entry(
            name: Wording(en: try text(try member("en", of: value)), zh: try text(try member("zh", of: value))),
            names: words, validFrom: try day(from), validTo: try value["validTo"].map(day), source: try text(source),
            forms: forms, figures: figures)
    }

    private func known(_ value: JSONValue, _ names: [String]) throws(LocatedError) {
        for (name, member) in value.members where !names.contains(name) { throw unknown(name, at: member) }
    }

    private func member(_ name: String, of value: JSONValue) throws(LocatedError) -> JSONValue {
        guard let member = value[name] else { throw missing(name, in: value) }
        return member
    }
}
