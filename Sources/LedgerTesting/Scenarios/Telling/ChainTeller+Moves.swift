extension ChainTeller {
    /// A shipment; gives its place.
    @discardableResult package mutating func ship(
        _ lines: [Line], from sender: Firm, to receiver: Firm?, at minute: Int, document: String? = nil,
        disposition: String = "in_transit"
    ) -> Int {
        let index = add(
            .object, "OBSERVE", "shipping", disposition, by: sender, at: minute, of: batch(of: lines), lines)
        drafts[index].sources = [("owning_party", sender.party)]
        if let receiver {
            drafts[index].destinations = [("owning_party", receiver.party)]
            named.insert(receiver)
        }
        if let document { drafts[index].documents = [("desadv", "urn:yima:document:\(sender.uscc):\(document)")] }
        drafts[index]["transportMode"] = "road"
        write(batch(of: lines)?.product.papers.moved, into: index)
        drafts[index]["vehicleNo"] = "闽C\(Self.padded(draw(1...99_999), 5))"
        return index
    }

    /// A receipt; gives its place.
    @discardableResult package mutating func receive(
        _ lines: [Line], from sender: Firm?, by receiver: Firm, at minute: Int, document: String? = nil,
        disposition: String = "in_progress"
    ) -> Int {
        let batch = batch(of: lines)
        let index = add(.object, "OBSERVE", "receiving", disposition, by: receiver, at: minute, of: batch, lines)
        if let sender {
            drafts[index].sources = [("owning_party", sender.party)]
            drafts[index]["supplierName"] = sender.name
            named.insert(sender)
        }
        drafts[index].destinations = [("owning_party", receiver.party)]
        if let sender, let document {
            drafts[index].documents = [("desadv", "urn:yima:document:\(sender.uscc):\(document)")]
        }
        if let batch { describe(batch, in: index) }
        write(batch?.product.papers.moved, into: index)
        drafts[index]["conformityProofNo"] = paper("HGZ")
        if let batch, let papers = papers[batch.code], drafts[index]["profile"] == "\"imported-meat\"" {
            papers.write(into: &drafts[index], lines)
        }
        return index
    }

    /// A shipment that arrives as it was sent, some hours later; gives both places.
    @discardableResult package mutating func deliver(
        _ lines: [Line], from sender: Firm, to receiver: Firm, at minute: Int, document: String? = nil,
        takes: ClosedRange<Int> = 60...240
    ) -> (shipment: Int, receipt: Int) {
        let document = document ?? paper("FH")
        let shipment = ship(lines, from: sender, to: receiver, at: minute, document: document)
        let receipt = receive(lines, from: sender, by: receiver, at: minute + draw(takes), document: document)
        return (shipment, receipt)
    }

    /// A test of goods and its result.
    @discardableResult package mutating func inspect(
        _ lines: [Line], by firm: Firm, at minute: Int, item: String = "感官、微生物", value: String = "未检出",
        passes: Bool = true
    ) -> Int {
        let index = observe(
            "inspecting", lines, by: firm, at: minute, disposition: passes ? "conformant" : "non_conformant",
            with: [
                ("testItem", item), ("testValue", value), ("testVerdict", passes ? "pass" : "fail"),
                ("reportNo", paper("JC")), ("laboratory", firm.name),
            ])
        if drafts[index]["profile"] == "\"aquatic\"" { drafts[index]["residueResult"] = value }
        if let batch = batch(of: lines), let papers = papers[batch.code] {
            papers.write(into: &drafts[index], lines)
            drafts[index]["inspectionSiteCode"] = papers.site
            drafts[index]["sampleNo"] = papers.sample
            drafts[index].number("coreTempC", papers.coreTempC)
        }
        return index
    }
}
