public enum SharedRecallSubject: OfficeSubject {
    public static let prefix = "urn:yima:recall:"
    public static let register = "urn:yima:recalls"
}

/// The name of a recall that several offices share, by the one that leads.
public typealias SharedRecallName = SubjectName<SharedRecallSubject>
