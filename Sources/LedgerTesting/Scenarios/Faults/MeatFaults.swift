/// MEAT-1…7: imported beef that is not what its papers say.
extension ChainTeller {
    /// Places of a step's events.
    func places(_ step: String) -> [Int] { drafts.indices.filter { drafts[$0].step == step } }

    /// An honest container, not asked about yet.
    mutating func container(permitted: Int = 50_000, _ kilograms: [Int] = [13_000, 11_000], storing: Bool = true)
        -> BeefLoad
    {
        let load = beefLoad(day: 40, kilograms: kilograms)
        references.permits = [.init(number: load.papers.permit, kilograms: permitted)]
        loadOverseas(load)
        clear(load)
        if storing { distribute(load) }
        return load
    }

    /// MEAT-1: at the inspection site stands another box, another seal, another certificate.
    mutating func differsFromThePort(_ element: String) {
        let load = container()
        let other = "TCLU4265917"
        let values = ["containerNo": other, "sealNo": "CN000001", "healthCertNo": "MGAP-2025-000001"]
        let site = firm(.inspectionSite)
        for index in drafts.indices where drafts[index].firm == site && drafts[index][element] != nil {
            drafts[index][element] = values[element]
        }
        ask(load.lots[0].batch.code, is: [.invalid], rules: ["MEAT-1|DATA-3"])
    }

    /// MEAT-2: so many kilograms beyond the permit's balance, over two containers.
    mutating func beyondThePermit(by excess: Int) {
        let first = beefLoad(day: 40, kilograms: [13_000])
        let second = beefLoad(day: 44, kilograms: [12_000 + excess], permit: first.papers.permit)
        references.permits = [.init(number: first.papers.permit, kilograms: 25_000)]
        for load in [first, second] {
            loadOverseas(load)
            clear(load)
        }
        ask(second.lots[0].batch.code, is: [.invalid], rules: ["MEAT-2"])
    }

    /// MEAT-3: registered so many days after the production date; on that very day all is well.
    mutating func registered(daysAfter days: Int) {
        let load = container(storing: false)
        let produced = load.lots[0].batch.day
        references.registrations = [.init(number: Self.establishment, from: date(produced + days), until: "2028-12-31")]
        if days > 0 {
            ask(load.lots[0].batch.code, is: [.invalid], rules: ["MEAT-3"])
        } else {
            ask(load.lots[0].batch.code)
        }
    }

    /// MEAT-3: the registration ended so many days before the production date.
    mutating func registrationEnded(daysBefore days: Int) {
        let load = container(storing: false)
        let produced = load.lots[0].batch.day
        references.registrations = [.init(number: Self.establishment, from: "2020-01-01", until: date(produced - days))]
        if days > 0 {
            ask(load.lots[0].batch.code, is: [.invalid], rules: ["MEAT-3"])
        } else {
            ask(load.lots[0].batch.code)
        }
    }

    /// MEAT-4: released without one of its papers, or without any release while it is sold on as released.
    mutating func releasedWithout(_ element: String) {
        let load = container()
        // On no record: where one is known, the release only fails to name it.
        for index in drafts.indices { drafts[index][element] = nil }
        ask(load.lots[0].batch.code, is: [.invalid], rules: ["MEAT-4"])
    }

    /// MEAT-5: a core of that temperature at the inspection or in the cold store; −18.0 is cold enough.
    mutating func core(_ temperature: String, at step: String) {
        let load = container()
        for index in places(step) where drafts[index]["coreTempC"] != nil {
            drafts[index].number("coreTempC", temperature)
        }
        if temperature == "-18.0" {
            ask(load.lots[0].batch.code)
        } else {
            ask(load.lots[0].batch.code, is: [.invalid], rules: ["MEAT-5"])
        }
    }

    /// MEAT-6: the lots are fewer cartons, or weigh less, than the container is said to hold.
    mutating func lotsDifferFromContainer(_ element: String) {
        let load = container()
        let total = load.lots.reduce(0) { $0 + $1.kilograms }
        guard let receipt = places("receiving").first else { return }
        drafts[receipt].number(element, element == "cartons" ? String(total / 25 + 40) : String(total + 1000))
        ask(load.lots[0].batch.code, is: [.invalid], rules: ["MEAT-6"])
    }

    /// MEAT-7: sold on, or sold, before it was released.
    mutating func movedBeforeRelease(sold: Bool) {
        var load = beefLoad(day: 40, kilograms: [13_000, 11_000])
        references.permits = [.init(number: load.papers.permit, kilograms: 50_000)]
        loadOverseas(load)
        clear(load)
        load.release -= 2
        let (site, hall) = (firm(.inspectionSite), firm(.wholesaler))
        let line = load.lots[0].batch[.kg(2000)]
        if sold {
            sell([line], by: site, at: at(load.release, 16))
        } else {
            deliver([line], from: site, to: hall, at: at(load.release, 16))
            sell([load.lots[0].batch[.kg(500)]], by: hall, at: at(load.release + 1, 8))
        }
        ask(load.lots[0].batch.code, is: [.invalid], rules: ["MEAT-7"])
    }
}
