public enum SamplingSubject: OfficeSubject {
    public static let prefix = "urn:yima:sampling:"
    public static let register = "urn:yima:samplings"
}

/// The name of a plan of sampling.
public typealias SamplingName = SubjectName<SamplingSubject>
