service-name = Secure Lab
