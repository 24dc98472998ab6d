extension ChainTeller {
    /// Puts an event into the chain; gives its place.
    @discardableResult package mutating func add(
        _ kind: EventDraft.Kind, _ action: String?, _ step: String, _ disposition: String?, by firm: Firm,
        at minute: Int,
        of batch: Batch?, _ lines: [Line]
    ) -> Int {
        let skew = clocks[firm.uscc] ?? Int(firm.uscc.utf8.reduce(UInt64(number), { $0 &+ UInt64($1) }) % 5) - 2
        var draft = EventDraft(
            firm: firm, kind: kind, action: action, step: step, disposition: disposition, minute: minute + skew,
            arrival: minute + draw(3...40))
        if let gap = offline[firm.uscc], gap.contains(draft.arrival) { draft.arrival = gap.upperBound + draw(1...9) }
        draft.lines = lines
        draft["profile"] = profile(of: batch, at: firm)
        draft["actorUscc"] = firm.uscc
        drafts.append(draft)
        return drafts.count - 1
    }

    /// Those downstream of an import keep what food asks for.
    private func profile(of batch: Batch?, at firm: Firm) -> String {
        let profile = batch?.product.profile ?? "food"
        return profile == "imported-meat" && !firm.trade.keepsImportPapers ? "food" : profile
    }

    /// The lot that a line speaks of: itself, that of the item, or what is in the unit.
    func batch(of lines: [Line]) -> Batch? {
        guard let code = lines.first?.code else { return nil }
        if let known = batches[code] ?? loaded[code] { return known }
        return code.split(separator: "/21/").first.flatMap { batches[String($0)] }
    }

    mutating func describe(_ batch: Batch, in index: Int) {
        drafts[index]["productName"] = batch.product.name
        drafts[index]["spec"] = batch.product.spec
        drafts[index]["productionDate"] = date(batch.day)
        if let days = batch.product.shelfLifeDays { drafts[index].number("shelfLifeDays", String(days)) }
    }

    /// Papers in the order of their names; `#` stands for the number of the chain.
    mutating func write(_ papers: [String: String]?, into index: Int) {
        for (name, value) in (papers ?? [:]).sorted(by: { $0.key < $1.key }) {
            drafts[index][name] = value.replacing("#", with: Self.padded(number % 1_000_000, 6))
        }
    }

    /// A lot comes into being: commissioned or harvested.
    @discardableResult package mutating func issue(
        _ batch: Batch, _ lines: [Line], at minute: Int, with elements: [(String, String)] = []
    ) -> Int {
        let index = add(
            .object, "ADD", "commissioning", "active", by: batch.maker, at: minute, of: batch, lines)
        describe(batch, in: index)
        drafts[index]["producerName"] = batch.maker.name
        if let licence = batch.maker.licence {
            drafts[index]["scNo"] = licence
            references.licences[licence] = batch.maker.uscc
        }
        write(batch.product.papers.made, into: index)
        for (name, value) in elements { drafts[index][name] = value }
        return index
    }

    /// What goes in, and what comes out of it; either may be told in another event of the same id.
    @discardableResult package mutating func make(
        _ outputs: [(batch: Batch, amount: Measured)], from inputs: [Line], by firm: Firm, at minute: Int,
        id: String? = nil, with elements: [(String, String)] = []
    ) -> Int {
        let batch = outputs.first?.batch ?? batch(of: inputs)
        let index = add(.transformation, nil, "commissioning", "active", by: firm, at: minute, of: batch, inputs)
        drafts[index].outputs = outputs.map { $0.batch[$0.amount] }
        drafts[index].transformationID = id
        if let batch = outputs.first?.batch { describe(batch, in: index) }
        drafts[index]["producerName"] = firm.name
        write(batch?.product.papers.made, into: index)
        for (name, value) in elements { drafts[index][name] = value }
        return index
    }

    @discardableResult package mutating func pack(_ lines: [Line], in parent: String, by firm: Firm, at minute: Int)
        -> Int
    {
        let batch = batch(of: lines)
        let index = add(.aggregation, "ADD", "packing", "in_progress", by: firm, at: minute, of: batch, lines)
        drafts[index].parent = parent
        loaded[parent] = batch
        return index
    }

    @discardableResult package mutating func unpack(
        _ lines: [Line], from parent: String, by firm: Firm, at minute: Int
    ) -> Int {
        let index = add(
            .aggregation, "DELETE", "unpacking", "in_progress", by: firm, at: minute,
            of: batch(of: lines) ?? loaded[parent], lines)
        drafts[index].parent = parent
        return index
    }

    /// What is done to goods in hand: storing, loading, stocking, holding, …
    @discardableResult package mutating func observe(
        _ step: String, _ lines: [Line], by firm: Firm, at minute: Int, in place: Firm? = nil,
        disposition: String = "in_progress", with elements: [(String, String)] = []
    ) -> Int {
        let index = add(.object, "OBSERVE", step, disposition, by: firm, at: minute, of: batch(of: lines), lines)
        // A carrier, a sampler or an authority comes to where the goods are.
        drafts[index].siteOverride = place?.site
        if step == "storing" { write(self.batch(of: lines)?.product.papers.stored, into: index) }
        for (name, value) in elements { drafts[index][name] = value }
        return index
    }

    @discardableResult package mutating func sell(_ lines: [Line], by firm: Firm, at minute: Int) -> Int {
        add(.object, "DELETE", "retail_selling", "retail_sold", by: firm, at: minute, of: batch(of: lines), lines)
    }

    @discardableResult package mutating func consume(_ lines: [Line], by firm: Firm, at minute: Int) -> Int {
        add(.object, "DELETE", "dispensing", "dispensed", by: firm, at: minute, of: batch(of: lines), lines)
    }

    @discardableResult package mutating func destroy(_ lines: [Line], by firm: Firm, at minute: Int) -> Int {
        add(.object, "DELETE", "destroying", "destroyed", by: firm, at: minute, of: batch(of: lines), lines)
    }
}
