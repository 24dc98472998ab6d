extension EventDraft {
    /// The event as EPCIS 2.0 JSON.
    /// - Parameter time: a minute of the chain as RFC 3339 with the offset of the city.
    func json(time: (Int) -> String) -> [UInt8] {
        var members = [
            #""@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"yima":"urn:yima:elements:"}]"#,
            Self.text("type", kind.rawValue),
        ]
        if let eventID { members.append(Self.text("eventID", eventID)) }
        members += [Self.text("eventTime", time(minute)), Self.text("eventTimeZoneOffset", "+08:00")]
        if let declaration {
            let told = [
                Self.text("declarationTime", time(declaration.minute)), Self.text("reason", declaration.reason),
            ]
            members.append("\"errorDeclaration\":{\(told.joined(separator: ","))}")
        }
        members += things
        if let action { members.append(Self.text("action", action)) }
        members.append(Self.text("bizStep", step))
        if let disposition { members.append(Self.text("disposition", disposition)) }
        if !persistent.set.isEmpty || !persistent.unset.isEmpty {
            let parts = [("set", persistent.set), ("unset", persistent.unset)].filter { !$0.1.isEmpty }
            let told = parts.map { "\"\($0.0)\":[\($0.1.map(Self.quoted).joined(separator: ","))]" }
            members.append("\"persistentDisposition\":{\(told.joined(separator: ","))}")
        }
        members += ["readPoint", "bizLocation"].map { "\"\($0)\":{\(Self.text("id", site))}" }
        members += references
        if !readings.isEmpty { members.append(sensors(time)) }
        members += elements.map { "\"yima:\($0.name)\":\($0.json)" }
        return Array("{\(members.joined(separator: ","))}".utf8)
    }

    private var site: String { siteOverride ?? firm.site }

    private var things: [String] {
        var members: [String] = []
        switch kind {
        case .object:
            members += Self.lists(lines, "epcList", "quantityList")
        case .aggregation:
            if let parent { members.append(Self.text("parentID", parent)) }
            members += Self.lists(lines, "childEPCs", "childQuantityList")
        case .transformation:
            members += Self.lists(lines, "inputEPCList", "inputQuantityList")
            members += Self.lists(outputs, "outputEPCList", "outputQuantityList")
            if let transformationID { members.append(Self.text("transformationID", transformationID)) }
        }
        return members
    }

    private var references: [String] {
        let lists = [
            ("bizTransactionList", "bizTransaction", documents), ("sourceList", "source", sources),
            ("destinationList", "destination", destinations),
        ]
        return lists.filter { !$0.2.isEmpty }.map { name, member, entries in
            let told = entries.map { "{\(Self.text("type", $0.type)),\(Self.text(member, $0.id))}" }
            return "\"\(name)\":[\(told.joined(separator: ","))]"
        }
    }

    private func sensors(_ time: (Int) -> String) -> String {
        let reports = readings.map { reading in
            let (sign, size) = (reading.tenths < 0 ? "-" : "", reading.tenths.magnitude)
            return "{\(Self.text("type", "Temperature")),\(Self.text("time", time(reading.minute))),"
                + "\"value\":\(sign)\(size / 10).\(size % 10),\(Self.text("uom", "CEL"))}"
        }
        let device = "urn:yima:device:\(firm.uscc.suffix(6))-T1"
        return "\"sensorElementList\":[{\"sensorMetadata\":{\(Self.text("deviceID", device))},"
            + "\"sensorReport\":[\(reports.joined(separator: ","))]}]"
    }

    private static func lists(_ lines: [Line], _ single: String, _ counted: String) -> [String] {
        let things = lines.filter { !$0.isLot }.map { quoted($0.code) }
        let lots = lines.filter(\.isLot).map { line in
            let amount = line.amount.map { ",\"quantity\":\($0.text)" } ?? ""
            let uom = line.amount?.uom.map { ",\(text("uom", $0))" } ?? ""
            return "{\(text("epcClass", line.code))\(amount)\(uom)}"
        }
        return [(single, things), (counted, lots)].filter { !$0.1.isEmpty }
            .map { "\"\($0.0)\":[\($0.1.joined(separator: ","))]" }
    }

    private static func text(_ name: String, _ value: String) -> String { "\"\(name)\":\(quoted(value))" }
}
