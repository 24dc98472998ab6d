import EPCIS
import Profiles

extension FuzzTarget {
    /// What the rows of a file of scans become, the header first, is an event that can be read.
    static func map(_ records: [CSVRecord], by profile: Profile? = .named("food")) {
        guard let header = records.first, let profile,
            let mapper = try? ScanMapper(profile: profile, operatorUSCC: "91350100M000100Y43", header: header)
        else { return }
        for record in records.dropFirst().prefix(64) where record.count == header.count {
            guard let scan = try? mapper.scan(record) else { continue }
            guard (try? EPCISEvent(json: scan.event)) != nil else { broken("a row becomes an event that can be read") }
        }
    }
}
