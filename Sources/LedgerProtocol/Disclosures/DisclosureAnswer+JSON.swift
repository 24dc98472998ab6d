import EPCIS
package import HostState
package import StrictJSON
import Values

extension DisclosureAnswer {
    /// `{"entries":[{"entry","disclosures":[…],"withheld","erased":[{"digest","time"}]}]}`.
    package var json: JSONNode {
        .object([("entries", .array(entries.map(\.json)))])
    }

    /// Nil where it is not such a document.
    package init?(_ root: JSONValue) {
        guard let list = root["entries"], list.kind == .array else { return nil }
        var entries: [Entry] = []
        for element in list.elements {
            guard let entry = Entry(element) else { return nil }
            entries.append(entry)
        }
        self.init(entries: entries)
    }
}

extension DisclosureAnswer.Entry {
    fileprivate var json: JSONNode {
        .object([
            ("entry", .unsigned(entry)), ("disclosures", .strings(disclosures.map(\.text))),
            ("withheld", .integer(withheld)),
            (
                "erased",
                .array(
                    erasures.map {
                        .object([("digest", .string($0.digest.description)), ("time", .string("\($0.time)"))])
                    })
            ),
        ])
    }

    fileprivate init?(_ value: JSONValue) {
        guard let entry = value["entry"]?.unsigned, let withheld = value["withheld"],
            let count = withheld.numberText.flatMap({ Int($0) })
        else { return nil }
        self.init(entry: entry)
        self.withheld = count
        for text in value["disclosures"].map({ Array($0.elements) }) ?? [] {
            guard let disclosure = text.string.flatMap({ Disclosure(text: $0) }) else { return nil }
            disclosures.append(disclosure)
        }
        for erased in value["erased"].map({ Array($0.elements) }) ?? [] {
            guard let digest = erased["digest"]?.string.flatMap({ DisclosureDigest($0) }),
                let time = erased["time"]?.string.flatMap({ Timestamp(rfc3339: $0) })
            else { return nil }
            erasures.append(DisclosureErasure(entry: entry, digest: digest, time: time))
        }
    }
}
