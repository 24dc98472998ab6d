/// What the events of the less ordinary steps say. CBV 2.0 has words for some; others are the product's own.
enum StepWords {
    /// A delivery that the receiver does not take.
    static let refusing = "urn:yima:bizstep:refusing"
    /// Goods that are no more: dead, dried, spilt, broken.
    static let losing = "urn:yima:bizstep:losing"
    /// What a firm already had when it came to the ledger.
    static let opening = "urn:yima:bizstep:opening_stock"
    static let releasing = "urn:yima:bizstep:releasing"
    static let feeding = "urn:yima:bizstep:feeding"
    static let treating = "urn:yima:bizstep:treating"
    static let unshelving = "urn:yima:bizstep:unshelving"
    /// A shipment that was declared did not leave.
    static let voiding = "void_shipping"
    static let counting = "stock_taking"
}

extension ChainTeller {
    /// What a firm that comes to the ledger finds in its stock.
    @discardableResult mutating func open(_ lot: Batch, _ amount: Measured, by firm: Firm, at minute: Int) -> Int {
        let index = observe(StepWords.opening, [lot[amount]], by: firm, at: minute, disposition: "available")
        drafts[index].destinations = [("owning_party", firm.party)]
        describe(lot, in: index)
        return index
    }

    /// Goods that died, dried, broke or were spilt: their holder says so.
    @discardableResult mutating func lose(_ lines: [Line], by firm: Firm, at minute: Int, why: String) -> Int {
        let index = add(
            .object, "DELETE", StepWords.losing, "unavailable", by: firm, at: minute, of: batch(of: lines), lines)
        drafts[index]["remark"] = why
        return index
    }

    /// The receiver refuses (a part of) a delivery at the door; the driver takes it back.
    @discardableResult mutating func refuse(
        _ lines: [Line], from sender: Firm, by receiver: Firm, at minute: Int, document: String, why: String
    ) -> Int {
        let index = observe(StepWords.refusing, lines, by: receiver, at: minute, disposition: "returned")
        drafts[index].sources = [("owning_party", sender.party)]
        drafts[index].destinations = [("owning_party", receiver.party)]
        drafts[index].documents = [("desadv", "urn:yima:document:\(sender.uscc):\(document)")]
        drafts[index]["remark"] = why
        return index
    }

    /// Goods go back from a buyer to his supplier, who takes them in again.
    @discardableResult mutating func sendBack(
        _ lines: [Line], from buyer: Firm, to supplier: Firm, at minute: Int
    ) -> (shipment: Int, receipt: Int) {
        let document = paper("TH")
        let sent = ship(lines, from: buyer, to: supplier, at: minute, document: document, disposition: "returned")
        let taken = receive(
            lines, from: buyer, by: supplier, at: minute + draw(60...300), document: document, disposition: "returned")
        for index in [sent, taken] {
            drafts[index].documents = [("rma", "urn:yima:document:\(buyer.uscc):\(document)")]
        }
        return (sent, taken)
    }

    /// A shopper brings something back to the shop that sold it.
    @discardableResult mutating func takeBack(_ lines: [Line], by shop: Firm, at minute: Int) -> Int {
        let index = receive(lines, from: nil, by: shop, at: minute, disposition: "returned")
        drafts[index]["supplierName"] = "消费者"
        return index
    }

    /// The sender's own statement that a shipment did not leave.
    @discardableResult mutating func void(_ shipment: Int, at minute: Int) -> Int {
        let original = drafts[shipment]
        let index = observe(
            StepWords.voiding, original.lines, by: original.firm, at: minute, disposition: "in_progress")
        drafts[index].documents = original.documents
        drafts[index].sources = original.sources
        drafts[index].destinations = original.destinations
        return index
    }

    /// An event's own firm declares it wrong; gives the declaration's place.
    @discardableResult mutating func withdraw(_ event: Int, at minute: Int, reason: String = "incorrect_data") -> Int {
        let identity = drafts[event].eventID ?? "urn:uuid:\(uuid())"
        drafts[event].eventID = identity
        var copy = drafts[event]
        copy.declaration = (minute, reason)
        copy.arrival = minute + draw(3...20)
        copy.seen = minute - 10
        drafts.append(copy)
        return drafts.count - 1
    }

    mutating func uuid() -> String {
        let digits = (0..<32).map { _ in String(draw(0...15), radix: 16) }.joined()
        var parts: [Substring] = []
        var rest = digits[...]
        for width in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(width))
            rest = rest.dropFirst(width)
        }
        return parts.joined(separator: "-")
    }
}
